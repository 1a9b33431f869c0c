//! Changing outlines. Divisions themselves come by import.

use super::boundaries::{self, Boundary};
use super::store;
use crate::accounts::Viewer;
use crate::accounts::actions::for_operators;
use crate::audit;
use crate::clock::Moment;
use crate::db::Conn;
use crate::http::{AppError, AppResult};

/// Puts the outlines of a GeoJSON file in the place of all that there are; how many.
///
/// # Errors
/// `SignIn`, `Forbidden` for all but operators; `Invalid` with everything that is wrong with the file, and then nothing
/// is changed; those of the database.
pub fn replace_boundaries(conn: &mut Conn, viewer: &Viewer, file: &str, now: Moment) -> AppResult<usize> {
    for_operators(viewer)?;
    let found = boundaries::read(file, &store::all(conn)?).map_err(AppError::Invalid)?;
    let codes = |found: &[Boundary]| found.iter().map(|one| one.division.as_str()).collect::<Vec<_>>().join(" ");
    let before = store::boundaries::all(conn)?;
    store::boundaries::replace_all(conn, &found, now)?;
    let (old, new) = (codes(&before), codes(&found));
    audit::record(conn, viewer, "boundaries.replace", "boundaries", "", Some(&old), Some(&new), now)?;
    Ok(found.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Role;
    use crate::clock;
    use crate::db::testing::TestDb;
    use crate::divisions::DivisionFields;

    const FILE: &str = r#"{"features":[{"properties":{"code":"D1"},
        "geometry":{"type":"Polygon","coordinates":[[[120,32],[121,32],[121,33],[120,32]]]}}]}"#;

    #[test]
    fn an_operator_replaces_all_outlines_and_a_wrong_file_changes_nothing() {
        let test = TestDb::new();
        let fields = DivisionFields { code: "D1".into(), name: "甲区".into(), ..DivisionFields::empty() };
        let row = store::DivisionRow::new(fields, clock::now());
        test.db.write::<_, AppError>(|conn| Ok(store::insert_many(conn, &[row])?)).unwrap();
        let put = |role, file: &str| {
            let viewer = Viewer { role: Some(role), ..Viewer::cli() };
            test.db.write(|conn| replace_boundaries(conn, &viewer, file, clock::now()))
        };
        let kept = || test.db.read::<_, AppError>(|conn| Ok(store::boundaries::all(conn)?)).unwrap();
        assert!(matches!(put(Role::Official, FILE), Err(AppError::Forbidden(_))));
        assert_eq!(put(Role::Operator, FILE).unwrap(), 1);
        assert_eq!(kept()[0].rings, [vec![[120.0, 32.0], [121.0, 32.0], [121.0, 33.0]]]);
        assert!(matches!(put(Role::Operator, &FILE.replace("D1", "D2")), Err(AppError::Invalid(_))));
        assert_eq!(put(Role::Operator, &FILE.replace("121,33", "122,34")).unwrap(), 1);
        assert_eq!(kept()[0].rings[0][2], [122.0, 34.0]);
    }
}
