use std::io::Cursor;

use super::super::Size;
use super::*;
use crate::clock;
use crate::db::testing::TestDb;
use crate::firms::testing::member_of;
use crate::http::columns::Columns;
use crate::listings::ListingState;
use crate::listings::actions as listings;
use crate::products::store::ProductRow;

fn png() -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(40, 30, image::Rgb([9, 99, 199])).write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

fn product(conn: &mut Conn, viewer: &Viewer, code: &str, state: ListingState) {
    let columns = Columns([("code", code), ("name", "法兰")].map(|(k, v)| (k.to_owned(), v.to_owned())).into());
    listings::create::<ProductRow>(conn, viewer, &columns, state, clock::now()).unwrap();
}

#[test]
fn pictures_are_added_seen_and_removed_by_who_may() {
    let test_db = TestDb::new();
    let dir = test_db.dir.clone();
    let conn = &mut *test_db.db.writer().unwrap();
    let own = member_of(conn, "own", true);
    let rival = member_of(conn, "rival", true);
    product(conn, &own, "draft", ListingState::Draft);
    product(conn, &own, "shown", ListingState::Published);
    let ready = prepare("a.png", &png()).unwrap();
    let now = clock::now();
    let hidden = add(conn, &own, "draft", &ready, &dir, now).unwrap();
    let shown = add(conn, &own, "shown", &ready, &dir, now).unwrap();
    assert!(files::read(&dir, &shown.id, Size::Small).unwrap().is_some());

    let nobody = Viewer::anonymous();
    assert!(see(conn, &own, &hidden.id).is_ok() && see(conn, &nobody, &shown.id).is_ok());
    for viewer in [&rival, &nobody] {
        assert!(matches!(see(conn, viewer, &hidden.id), Err(AppError::NotFound)));
    }
    assert!(matches!(add(conn, &rival, "draft", &ready, &dir, now), Err(AppError::NotFound)));
    assert!(matches!(add(conn, &rival, "shown", &ready, &dir, now), Err(AppError::Forbidden(_))));
    assert!(matches!(add(conn, &nobody, "shown", &ready, &dir, now), Err(AppError::SignIn)));
    assert!(matches!(remove(conn, &rival, "shown", &shown.id), Err(AppError::Forbidden(_))));

    // The picture of another product stays, although the viewer may change both.
    remove(conn, &own, "draft", &shown.id).unwrap();
    assert!(store::find(conn, &shown.id).unwrap().is_some());
    remove(conn, &own, "shown", &shown.id).unwrap();
    remove(conn, &own, "shown", &shown.id).unwrap();
    assert!(matches!(see(conn, &own, &shown.id), Err(AppError::NotFound)));
}

#[test]
fn a_product_has_eight_pictures_at_most() {
    let test_db = TestDb::new();
    let conn = &mut *test_db.db.writer().unwrap();
    let own = member_of(conn, "own", true);
    product(conn, &own, "P1", ListingState::Draft);
    let ready = prepare("a.png", &png()).unwrap();
    for position in 1..=MOST {
        assert_eq!(add(conn, &own, "P1", &ready, &test_db.dir, clock::now()).unwrap().position, position);
    }
    assert!(matches!(add(conn, &own, "P1", &ready, &test_db.dir, clock::now()), Err(AppError::Invalid(_))));
    let id = listings::editable::<ProductRow>(conn, &own, "P1").unwrap().row.id;
    let pictures = store::of_product(conn, &id).unwrap();
    assert_eq!(store::first_of(conn, &[&id]).unwrap()[&id], pictures[0].id);
}

#[test]
fn a_refused_file_is_named() {
    let Err(AppError::Invalid(faults)) = prepare("photo.jpg", b"just text") else { panic!() };
    assert_eq!((faults[0].field.as_str(), faults[0].value.as_str()), ("picture", "photo.jpg"));
}

#[test]
fn purging_takes_files_without_a_row_and_no_others() {
    let test_db = TestDb::new();
    let (dir, ready) = (test_db.dir.clone(), prepare("a.png", &png()).unwrap());
    assert_eq!(purge(&test_db.db, &dir).unwrap(), 0, "nothing there yet");
    let (kept, gone) = {
        let conn = &mut *test_db.db.writer().unwrap();
        let own = member_of(conn, "own", true);
        product(conn, &own, "keeps", ListingState::Draft);
        product(conn, &own, "goes", ListingState::Draft);
        let kept = add(conn, &own, "keeps", &ready, &dir, clock::now()).unwrap();
        let gone = add(conn, &own, "goes", &ready, &dir, clock::now()).unwrap();
        listings::delete::<ProductRow>(conn, &own, "goes").unwrap();
        (kept.id, gone.id)
    };
    let lost = PictureId::new();
    files::write(&dir, &lost, &ready).unwrap();
    assert_eq!(purge(&test_db.db, &dir).unwrap(), 0, "an upload may still be on its way");
    assert_eq!(purge_older(&test_db.db, &dir, Duration::ZERO).unwrap(), 2);
    let there = |id| files::read(&dir, id, Size::Full).unwrap().is_some();
    assert!(there(&kept) && !there(&gone) && !there(&lost));
}

#[test]
fn no_path_can_be_smuggled_in_as_a_key() {
    let dir = std::path::Path::new("/data");
    for id in ["../../../../etc/passwd0000000000000", "", "é0000000000000000000000000000000"] {
        assert_eq!(files::path(dir, &PictureId(id.into()), Size::Full), None);
    }
}
