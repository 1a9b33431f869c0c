//! The indices against reference values computed by other packages from the same small inputs, and laws that hold
//! between them for any input.

pub(in crate::clusters) mod attacker;
mod disclosure;
mod kit;
mod concentration;
mod density;
mod quotients;
mod shift;
mod supply;
mod grades;
mod laws;
