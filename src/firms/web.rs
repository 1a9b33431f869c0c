//! The pages of firms: registration, the firm's own profile, its contact, and the officials' desk.

mod contact;
mod desk;
mod desk_case;
mod profile;
mod register;
mod register_buyer;
mod words;

pub use contact::reveal;
pub use desk::queue;
pub use desk_case::{case, decide};
pub use profile::{save, show_own};
pub use register::{register, show_register};
pub use register_buyer::{register_buyer, show_register_buyer};
