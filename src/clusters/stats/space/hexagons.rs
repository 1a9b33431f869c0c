//! Hexagons of the H3 grid: bins for maps.

use super::weights::Neighbours;
use h3o::{CellIndex, LatLng, Resolution};

/// The number of an H3 cell; the resolution is part of it.
pub type Hexagon = u64;

/// The hexagon of each place (WGS-84 degrees) at a resolution from 0 (continents) to 15 (a square metre); none where
/// the degrees are no finite numbers or there is no such resolution. On average 5.16 km² at 7, 0.737 at 8, 0.105 at 9.
pub fn hexagons(lon: &[f64], lat: &[f64], resolution: u8) -> Vec<Option<Hexagon>> {
    let Ok(resolution) = Resolution::try_from(resolution) else { return vec![None; lon.len()] };
    let one = |(&lon, &lat): (&f64, &f64)| Some(u64::from(LatLng::new(lat, lon).ok()?.to_cell(resolution)));
    lon.iter().zip(lat).map(one).collect()
}

/// How many places lie in each hexagon that holds one, ascending by hexagon.
pub fn counts(hexagons: &[Option<Hexagon>]) -> Vec<(Hexagon, u32)> {
    let mut sorted: Vec<Hexagon> = hexagons.iter().flatten().copied().collect();
    sorted.sort_unstable();
    sorted.chunk_by(|a, b| a == b).map(|group| (group[0], group.len() as u32)).collect()
}

/// The hexagon and those at most `steps` away, ascending; none if it is no H3 cell.
pub fn around(hexagon: Hexagon, steps: u32) -> Option<Vec<Hexagon>> {
    let mut near: Vec<Hexagon> = cell(hexagon)?.grid_disk::<Vec<_>>(steps).into_iter().map(u64::from).collect();
    near.sort_unstable();
    Some(near)
}

/// Which of the hexagons (ascending, one resolution) touch, as [`super::getis`] and [`super::moran`] need it.
pub fn touching(hexagons: &[Hexagon]) -> Neighbours {
    let pairs = hexagons.iter().enumerate().flat_map(|(i, &hexagon)| {
        let near = around(hexagon, 1).unwrap_or_default();
        near.into_iter().filter_map(move |other| Some((i as u32, hexagons.binary_search(&other).ok()? as u32)))
    });
    Neighbours::from_pairs(hexagons.len(), pairs)
}

/// The hexagon of a coarser resolution that holds this one; none if it is no cell or not finer.
pub fn parent(hexagon: Hexagon, resolution: u8) -> Option<Hexagon> {
    cell(hexagon)?.parent(Resolution::try_from(resolution).ok()?).map(u64::from)
}

/// Square kilometres of this very hexagon.
pub fn area_km2(hexagon: Hexagon) -> Option<f64> {
    Some(cell(hexagon)?.area_km2())
}

/// The middle (longitude, latitude), degrees.
pub fn centre(hexagon: Hexagon) -> Option<(f64, f64)> {
    let at = LatLng::from(cell(hexagon)?);
    Some((at.lng(), at.lat()))
}

/// The corners (longitude, latitude) in order, degrees; not closed.
pub fn corners(hexagon: Hexagon) -> Option<Vec<(f64, f64)>> {
    Some(cell(hexagon)?.boundary().iter().map(|at| (at.lng(), at.lat())).collect())
}

fn cell(hexagon: Hexagon) -> Option<CellIndex> {
    CellIndex::try_from(hexagon).ok()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{close, column, expected};
    use super::*;

    fn hex(word: &str) -> Hexagon {
        u64::from_str_radix(word, 16).unwrap()
    }

    #[test]
    fn equals_the_reference_for_every_point_and_resolution() {
        let (lon, lat) = (column("points_lonlat.csv", "lon"), column("points_lonlat.csv", "lat"));
        for resolution in 5..=9 {
            let e = expected("13_h3", &format!("expected/res{resolution}"));
            let ours = hexagons(&lon, &lat, resolution);
            let theirs = e["cells_by_id"].as_array().unwrap().iter().map(|c| Some(hex(c.as_str().unwrap())));
            assert!(ours.iter().copied().eq(theirs));
            let counted = e["counts"].as_object().unwrap();
            assert!(counts(&ours).iter().all(|(h, n)| counted[&format!("{h:x}")] == *n));
            assert_eq!(counts(&ours).len(), counted.len());
        }
    }

    #[test]
    fn a_hexagon_knows_its_shape_and_company() {
        let e = expected("13_h3", "expected/disk");
        let origin = hex(e["origin"].as_str().unwrap());
        let mut k1: Vec<Hexagon> = e["k1"].as_array().unwrap().iter().map(|c| hex(c.as_str().unwrap())).collect();
        k1.sort_unstable();
        assert_eq!(around(origin, 1), Some(k1.clone()));
        assert_eq!(around(origin, 2).unwrap().len() as u64, e["k2_size"].as_u64().unwrap());
        assert_eq!(parent(origin, 6), Some(hex(e["parent_res6"].as_str().unwrap())));
        assert!(close(area_km2(origin).unwrap(), e["area_km2"].as_f64().unwrap(), 1e-9));
        let (lon, lat) = centre(origin).unwrap();
        let same = |ours: f64, theirs: &serde_json::Value| close(ours, theirs.as_f64().unwrap(), 1e-9);
        assert!(same(lat, &e["center_lat_lng"][0]) && same(lon, &e["center_lat_lng"][1]));
        for ((lon, lat), theirs) in corners(origin).unwrap().into_iter().zip(e["boundary"].as_array().unwrap()) {
            assert!(same(lat, &theirs[0]) && same(lon, &theirs[1]));
        }
        assert_eq!((0..7).map(|i| touching(&k1).count(i)).max(), Some(6));
    }

    #[test]
    fn nonsense_has_no_hexagon() {
        assert_eq!(hexagons(&[f64::NAN], &[30.0], 8), [None]);
        assert_eq!(hexagons(&[120.0], &[30.0], 16), [None]);
        assert_eq!(area_km2(7), None);
    }
}
