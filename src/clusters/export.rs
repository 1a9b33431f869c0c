//! Reports as files: a workbook of all tables, one table as CSV, all as JSON, hexagons as GeoJSON.

use serde_json::{Map, Value as Json, json};

use super::report::Report;
use super::report::map::Hexagon;
use super::report::pages::{self, Field, Pen, Section};
use super::report::words::absent;
use super::stats::space::hexagons as h3;
use super::stats::value::Value;
use crate::http::download::{CSV, Table, XLSX, csv, workbook};
use crate::http::{AppError, AppResult};

/// The forms of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A workbook.
    Xlsx,
    /// One table.
    Csv,
    /// All tables.
    Json,
    /// The hexagons.
    GeoJson,
}

impl Form {
    /// The form of that name or ending.
    pub fn parse(word: &str) -> Option<Form> {
        match word {
            "xlsx" => Some(Form::Xlsx),
            "csv" => Some(Form::Csv),
            "json" => Some(Form::Json),
            "geojson" => Some(Form::GeoJson),
            _ => None,
        }
    }

    /// The ending of its files and their type.
    pub fn kind(self) -> (&'static str, &'static str) {
        match self {
            Form::Xlsx => ("xlsx", XLSX),
            Form::Csv => ("csv", CSV),
            Form::Json => ("json", "application/json"),
            Form::GeoJson => ("geojson", "application/geo+json"),
        }
    }
}

/// A file; `table` names the one of a CSV.
///
/// # Errors
/// `NotFound` for a table that there is not.
pub fn file(report: &Report, pen: &Pen, form: Form, table: &str) -> AppResult<Vec<u8>> {
    match form {
        Form::Xlsx => workbook(&sheets(report, pen)),
        Form::Csv => {
            let wanted = if table.is_empty() { "clusters" } else { table };
            let all = pages::all(report, pen);
            let section = all.iter().find(|section| section.id == wanted).ok_or(AppError::NotFound)?;
            csv(&section.table())
        }
        Form::Json => Ok(tables(report, pen).to_string().into_bytes()),
        Form::GeoJson => Ok(hexagons(report).to_string().into_bytes()),
    }
}

/// All tables, each under a name of its own.
fn sheets(report: &Report, pen: &Pen) -> Vec<Table> {
    pages::all(report, pen).iter().map(Section::table).collect()
}

fn tables(report: &Report, pen: &Pen) -> Json {
    let cell = |field: &Field| field.value.map_or_else(|| json!(field.whole()), |value| json!(value));
    let table = |section: &Section| {
        let columns: Vec<&str> = section.columns.iter().map(|column| column.name.as_str()).collect();
        let rows: Vec<Vec<Json>> = section.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
        json!({ "id": section.id, "title": section.title, "note": section.note, "columns": columns, "rows": rows })
    };
    let tables: Vec<Json> = pages::all(report, pen).iter().map(table).collect();
    json!({ "quarter": report.quarter.to_string(), "made_at": report.made_at.and_utc().to_rfc3339(), "tables": tables })
}

fn hexagons(report: &Report) -> Json {
    let features: Vec<Json> = report.hexagons.iter().filter_map(feature).collect();
    json!({ "type": "FeatureCollection", "features": features })
}

fn feature(hexagon: &Hexagon) -> Option<Json> {
    let mut ring: Vec<[f64; 2]> = h3::corners(hexagon.id)?.into_iter().map(|(lon, lat)| [lon, lat]).collect();
    ring.push(*ring.first()?);
    let mut properties = Map::new();
    properties.insert("h3".into(), json!(format!("{:x}", hexagon.id)));
    properties.insert("resolution".into(), json!(hexagon.resolution));
    let mut put = |name: &str, value: Value| {
        properties.insert(name.into(), json!(value.ok()));
        if let Err(why) = value {
            properties.insert(format!("{name}_absent"), json!(absent(why)));
        }
    };
    put("firms", hexagon.firms);
    put("jobs", hexagon.jobs);
    put("firms_per_km2", hexagon.density);
    put("heat", hexagon.heat.map(f64::from));
    let geometry = json!({ "type": "Polygon", "coordinates": [ring] });
    Some(json!({ "type": "Feature", "geometry": geometry, "properties": properties }))
}
