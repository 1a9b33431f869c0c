//! The web kit; it knows no domain.
