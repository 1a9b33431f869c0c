use super::{Dice, entrant};
use crate::leaderboard::board::board;
use crate::leaderboard::formula::Formula;
use crate::leaderboard::published::{Published, differences, read, write};
use crate::leaderboard::{Entrant, Reason, Value};

fn published(entrants: Vec<Entrant>) -> Published {
    Published { quarter: "2026Q3".into(), formula: Formula::standard("2026.1"), entrants }
}

#[test]
fn any_board_is_recomputed_from_its_csv() {
    for seed in 0..500 {
        let mut dice = Dice::new(seed, 0);
        let original = Published { formula: dice.formula(), ..published(dice.entrants()) };
        let text = write(&original).unwrap();
        let offline = read(&text).unwrap();
        let rows = |published: &Published| {
            let rows = board(&published.formula, &published.entrants).unwrap().into_iter();
            let named = rows.map(|row| (published.entrants[row.entrant].clone(), row.size, row.points, row.standing));
            named.collect::<Vec<_>>()
        };
        assert_eq!(rows(&offline), rows(&original), "{seed}");
        assert_eq!((&offline.formula, write(&offline).unwrap()), (&original.formula, text.clone()), "{seed}");
        assert_eq!(differences(&text).unwrap(), [], "{seed}");
    }
}

#[test]
fn the_csv_is_as_it_was() {
    let mut park = entrant("P1", [3, 90, 2, 10, 1]);
    park.values[4] = Value::Missing(Reason::NotApplicable);
    let text = write(&published(vec![park, entrant("P2", [1, 95, 0, -5, 0])])).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert!(lines[0].starts_with("\u{feff}quarter,formula,kind,size,code,name,heads,listings,listings_evidence,"));
    let park = "P1 园区,1000,3,3,90,3,2,3,10,3,not_applicable,,12,\
                listings/total=100 answers/total=0 deals/total=100 sourcing/total=100 gaps/total=,ranked,75,1,1,1,,";
    assert!(lines[1].ends_with(park), "{}", lines[1]);
}

#[test]
fn a_changed_figure_is_found() {
    let text = write(&published(vec![entrant("P1", [3; 5]), entrant("P2", [2; 5])])).unwrap();
    let forged = text.replace(",P2 园区,1000,2,", ",P2 园区,1000,9,");
    let columns: Vec<String> = differences(&forged).unwrap().into_iter().map(|found| found.column).collect();
    assert_eq!(columns, ["points", "score", "points", "score"]);
    let forged = text.replace(",ranked,100,1,1,1,", ",ranked,100,2,1,1,");
    assert_eq!(differences(&forged).unwrap().len(), 1);
    for (from, to) in [(",3,3,3", ",,3,3"), ("2026Q3", "2026Q4"), ("scale=places", "scale=x"), ("status", "state")] {
        assert!(read(&text.replacen(from, to, 1)).is_err(), "{to}");
    }
    assert!(read("").is_err());
}
