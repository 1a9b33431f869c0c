//! Features by name: a row of numbers that is filled and read by names instead of bare positions.

/// Declares the features of a ranker, in their order.
#[macro_export]
macro_rules! positions {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $feature:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(usize)]
        pub(in $crate::matching) enum $name { $($(#[$about])* $feature),+ }

        impl $name {
            /// How many there are.
            pub(in $crate::matching) const WIDTH: usize = [$($name::$feature),+].len();
        }
    };
}
