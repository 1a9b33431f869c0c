//! Where and what: the city's divisions (区划: city, districts, parks) and the industry classification that firms are
//! filed under. Both are reference tables that come by import.

pub mod actions;
pub mod boundaries;
pub mod rules;
pub mod store;

crate::text_enum! {
    /// What kind of place a division is.
    DivisionKind {
        /// The city itself.
        City = "city",
        /// A county-level district or city.
        District = "district",
        /// A development zone or park.
        Park = "park",
    }
}

/// What a division is, as its source states it; keyed by `code` (GB/T 2260, or the city's own for parks).
#[derive(Debug, Clone, PartialEq)]
pub struct DivisionFields {
    /// 320613, or a code of the city's own.
    pub code: String,
    /// 崇川区.
    pub name: String,
    /// The division that it lies in.
    pub parent_code: Option<String>,
    /// What kind of place it is.
    pub kind: DivisionKind,
    /// Area in square kilometres.
    pub area_km2: Option<f64>,
    /// Latitude of its centre, WGS-84.
    pub lat: Option<f64>,
    /// Longitude of its centre, WGS-84.
    pub lon: Option<f64>,
}

/// One node of an industry classification, keyed by `code` (text: leading zeros count).
#[derive(Debug, Clone, PartialEq)]
pub struct IndustryFields {
    /// C3734, or another standard's code.
    pub code: String,
    /// 船用配套设备制造.
    pub name: String,
    /// The wider industry.
    pub parent_code: Option<String>,
    /// `GB/T 4754-2017`, ….
    pub standard: String,
}
