//! The web kit: errors, the page shell, form tokens, paging. It knows no domain.

pub mod address;
pub mod assets;
pub mod columns;
pub mod csrf;
pub mod download;
pub mod error;
pub mod form;
pub mod limits;
pub mod observe;
pub mod page;
pub mod paging;
pub mod site;

pub use address::in_address;
pub use error::{AppError, AppResult};
pub use form::Form;
pub use page::{Shell, Visitor, after, back_path, redirect, show, show_as};
pub use paging::Paging;
pub use site::Site;
