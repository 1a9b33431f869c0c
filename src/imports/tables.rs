//! What a user hands in, as tables: a folder of CSVs, one CSV or one workbook. Opening it reads the headers and the
//! encodings only; rows come afterwards, as often as they are wanted.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use super::book;
use super::csv_rows::CsvRows;
use super::encoding::{self, Encoding};
use super::rows::{Header, Row};
use super::sheets::Sheet;
use crate::http::{AppError, AppResult};
use crate::lang::Say;

/// Who hands it in and how much it may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// A firm's member hands in products and needs of its own firm.
    pub member: bool,
    /// Largest number of rows of a sheet, its header included.
    pub rows: usize,
}

/// One table of the input.
#[derive(Debug, Clone)]
pub struct Table {
    /// Which table it is.
    pub sheet: Sheet,
    /// The file's name, or the sheet's in a workbook, as its user knows it.
    pub name: String,
    /// Its header.
    pub header: Header,
    source: Source,
}

#[derive(Debug, Clone)]
enum Source {
    Csv(PathBuf, Encoding),
    Book(Arc<Vec<Row>>),
}

/// The tables of an input in import order.
#[derive(Debug, Clone)]
pub struct Input {
    /// The tables.
    pub tables: Vec<Table>,
    /// What was left aside.
    pub warnings: Vec<Say>,
}

/// The rows of a table behind its header.
pub enum Rows {
    /// Of a CSV.
    Csv(Box<CsvRows>),
    /// Of a workbook.
    Book(Arc<Vec<Row>>, usize),
}

impl Iterator for Rows {
    type Item = AppResult<Row>;

    fn next(&mut self) -> Option<AppResult<Row>> {
        match self {
            Rows::Csv(rows) => rows.next(),
            Rows::Book(rows, next) => {
                let row = rows.get(*next).cloned();
                *next += 1;
                row.map(Ok)
            }
        }
    }
}

impl Source {
    fn rows(&self) -> AppResult<Rows> {
        Ok(match self {
            Source::Csv(path, encoding) => Rows::Csv(Box::new(CsvRows::open(path, *encoding)?)),
            Source::Book(rows) => Rows::Book(rows.clone(), 0),
        })
    }
}

impl Table {
    /// Its rows from the first one.
    ///
    /// # Errors
    /// When the file can no longer be opened.
    pub fn rows(&self) -> AppResult<Rows> {
        let mut rows = self.source.rows()?;
        rows.next().transpose()?;
        Ok(rows)
    }

    /// Whether it is a CSV, where a comma too many moves every later cell.
    pub fn is_csv(&self) -> bool {
        matches!(self.source, Source::Csv(..))
    }
}

impl Input {
    /// About how large it is, in bytes.
    ///
    /// # Errors
    /// When a file is no longer there.
    pub fn bytes(&self) -> AppResult<u64> {
        let mut bytes = 0;
        for table in &self.tables {
            bytes += match &table.source {
                Source::Csv(path, _) => path.metadata()?.len(),
                Source::Book(rows) => rows.iter().map(|row| row.cells.as_slice().len() as u64).sum(),
            };
        }
        Ok(bytes)
    }
}

/// A table before its header is known.
struct Found {
    name: String,
    stem: String,
    source: Source,
}

/// One sheet of a file, whatever it holds.
#[derive(Debug, Clone)]
pub struct Loose {
    /// The sheet's name, or the file's where that is a CSV.
    pub name: String,
    /// Its rows that are not blank.
    pub rows: Vec<Row>,
    /// Whether it is a CSV.
    pub is_csv: bool,
}

/// All sheets of a workbook, or the one of a CSV, with `most` rows at most; nothing is expected of their columns.
///
/// # Errors
/// What its user can mend is a `Conflict` that says so: no such kind of file, an unknown encoding, too many rows.
pub fn open_loose(path: &Path, most: usize) -> AppResult<Vec<Loose>> {
    let found = one_file(path, Limits { member: true, rows: most })?;
    let read = |found: Found| {
        let is_csv = matches!(found.source, Source::Csv(..));
        let rows: Vec<Row> = found.source.rows()?.take(most + 1).collect::<AppResult<_>>()?;
        if rows.len() > most {
            Err(book::too_long(&found.name, most))
        } else {
            Ok(Loose { name: found.name, rows, is_csv })
        }
    };
    found.into_iter().filter(|found| !is_leaflet(&found.stem)).map(read).collect()
}

/// Opens a folder, a CSV or a workbook.
///
/// # Errors
/// What its user can mend is a `Conflict` that says so: no known table, a missing column, an unknown encoding.
pub fn open(path: &Path, limits: Limits) -> AppResult<Input> {
    let found = if path.is_dir() { folder(path, limits)? } else { one_file(path, limits)? };
    let mut input = Input { tables: vec![], warnings: vec![] };
    let alone = found.iter().filter(|f| !is_leaflet(&f.stem)).count() == 1;
    for found in found {
        take(&mut input, found, alone, limits)?;
    }
    input.tables.sort_by_key(|table| table.sheet);
    if let Some(pair) = input.tables.windows(2).find(|pair| pair[0].sheet == pair[1].sheet) {
        return Err(refuse(twice(pair[0].sheet, &pair[0].name, &pair[1].name)));
    }
    if input.tables.is_empty() { Err(refuse(nothing(limits.member))) } else { Ok(input) }
}

fn refuse(why: Say) -> AppError {
    AppError::Conflict(why)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

fn name(path: &Path) -> String {
    path.file_name().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

fn folder(path: &Path, limits: Limits) -> AppResult<Vec<Found>> {
    let entries = std::fs::read_dir(path).with_context(|| format!("opening {}", path.display()))?;
    let mut files: Vec<PathBuf> = entries.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.retain(|file| is_csv(file) || book::is_book(file));
    files.sort();
    let found: Vec<Vec<Found>> = files.iter().map(|file| one_file(file, limits)).collect::<AppResult<_>>()?;
    Ok(found.into_iter().flatten().collect())
}

fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv") || e.eq_ignore_ascii_case("txt"))
}

fn one_file(path: &Path, limits: Limits) -> AppResult<Vec<Found>> {
    if book::is_book(path) {
        let sheets = book::read(path, limits.rows)?;
        let found = |(name, grid): (String, book::Grid)| Found {
            stem: name.clone(),
            source: Source::Book(Arc::new(book::rows(&grid))),
            name,
        };
        return Ok(sheets.into_iter().map(found).collect());
    }
    if !is_csv(path) {
        let (zh, en) = (
            "只能导入 .xlsx、.xls、.ods、.csv 文件，或由这些 CSV 组成的文件夹",
            "Only .xlsx, .xls, .ods and .csv files can be imported, or a folder of such CSVs",
        );
        return Err(AppError::conflict(zh, en));
    }
    let encoding = encoding::detect(path).with_context(|| format!("opening {}", path.display()))?;
    let encoding = encoding.map_err(|why| refuse(in_file(&name(path), &why)))?;
    Ok(vec![Found { name: name(path), stem: stem(path), source: Source::Csv(path.into(), encoding) }])
}

fn in_file(name: &str, why: &Say) -> Say {
    Say::new(format!("{name}：{}", why.zh), format!("{name}: {}", why.en))
}

/// Sheets of our own template that hold no rows.
fn is_leaflet(stem: &str) -> bool {
    stem == super::LEAFLET || stem.starts_with('_')
}

fn take(input: &mut Input, found: Found, alone: bool, limits: Limits) -> AppResult<()> {
    let Some(first) = found.source.rows()?.next().transpose()? else { return Ok(()) };
    if is_leaflet(&found.stem) {
        return Ok(());
    }
    let known = Sheet::named(&found.stem).or_else(|| if alone { by_header(&first, limits.member) } else { None });
    let Some(sheet) = known else {
        input.warnings.push(left_aside(&found.name));
        return Ok(());
    };
    if limits.member && !Sheet::OF_MEMBERS.contains(&sheet) {
        input.warnings.push(not_yours(&found.name));
        return Ok(());
    }
    let header = Header::read(sheet, &first, limits.member).map_err(|why| refuse(in_file(&found.name, &why)))?;
    if !header.places.unknown.is_empty() {
        input.warnings.push(unknown_columns(&found.name, &header.places.unknown));
    }
    input.tables.push(Table { sheet, name: found.name, header, source: found.source });
    Ok(())
}

/// The table whose columns this header names best: needed where neither the file nor the sheet says what it is.
fn by_header(first: &Row, member: bool) -> Option<Sheet> {
    let candidates: &[Sheet] = if member { &Sheet::OF_MEMBERS } else { &Sheet::ALL };
    let fits = |sheet: &&Sheet| Header::read(**sheet, first, member).is_ok();
    let likeness = |sheet: &&Sheet| Header::likeness(**sheet, first);
    let Some(best) = candidates.iter().filter(fits).max_by_key(likeness) else {
        // None fits: the likeliest, if there is one, says what is missing.
        return candidates.iter().max_by_key(likeness).filter(|s| likeness(s) >= 2).copied();
    };
    let equals = candidates.iter().filter(fits).filter(|s| likeness(s) == likeness(&best)).count();
    (equals == 1).then_some(*best)
}

fn left_aside(name: &str) -> Say {
    Say::new(
        format!("“{name}”未导入：名称不是产品、需求等已知的表"),
        format!("{name:?} was left aside: its name is none of the known tables"),
    )
}

fn not_yours(name: &str) -> Say {
    Say::new(
        format!("“{name}”未导入：企业用户只导入产品和需求"),
        format!("{name:?} was left aside: members import products and needs only"),
    )
}

/// What is said of columns that mean nothing.
pub fn unknown_columns(name: &str, columns: &[String]) -> Say {
    Say::new(
        format!("“{name}”中这些列没有对应的字段，已忽略：{}", columns.join("、")),
        format!("Columns of {name:?} that mean nothing here were ignored: {}", columns.join(", ")),
    )
}

fn twice(sheet: Sheet, first: &str, second: &str) -> Say {
    Say::new(
        format!("“{first}”与“{second}”都是{}表，请合并或删去一个", sheet.zh()),
        format!("{first:?} and {second:?} are both the table of {}; merge them or remove one", sheet.name()),
    )
}

fn nothing(member: bool) -> Say {
    let (zh, en) = if member {
        ("产品、需求", "products, needs")
    } else {
        ("企业、产品、需求等", "firms, products, needs, …")
    };
    Say::new(
        format!("没有找到可以导入的表。请把文件或工作表命名为{zh}，并在第一行写表头；可下载模板对照"),
        format!(
            "No table to import was found. Name the file or sheet after its table ({en}) and write the header into its first row; the template shows how"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATOR: Limits = Limits { member: false, rows: 1_000 };
    const MEMBER: Limits = Limits { member: true, rows: 1_000 };

    fn file(dir: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn why(result: AppResult<Input>) -> String {
        match result {
            Err(AppError::Conflict(why)) => why.zh,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_folder_comes_in_import_order_and_strangers_are_named() {
        let dir = tempfile::tempdir().unwrap();
        file(&dir, "products.csv", "code,firm_code,name,colour\n1,2,a,red\n");
        file(&dir, "企业.csv", "编码,名称\n0002,甲\n");
        file(&dir, "notes.csv", "a,b\n");
        let input = open(dir.path(), OPERATOR).unwrap();
        let sheets: Vec<Sheet> = input.tables.iter().map(|t| t.sheet).collect();
        assert_eq!(sheets, [Sheet::Firms, Sheet::Products]);
        assert_eq!(input.warnings.len(), 2);
        let rows: Vec<Row> = input.tables[0].rows().unwrap().map(Result::unwrap).collect();
        assert_eq!((rows.len(), rows[0].number, rows[0].cell(0)), (1, 2, "0002"));
    }

    #[test]
    fn a_lone_file_is_known_by_its_header() {
        let dir = tempfile::tempdir().unwrap();
        let needs = file(&dir, "清单.csv", "编码,需求描述,数量\n1,钢管,5\n");
        assert_eq!(open(&needs, MEMBER).unwrap().tables[0].sheet, Sheet::Needs);
        let products = file(&dir, "清单2.csv", "编码,品名,单价\n1,钢管,5\n");
        assert_eq!(open(&products, MEMBER).unwrap().tables[0].sheet, Sheet::Products);
        let firms = file(&dir, "清单3.csv", "code,name,uscc\n1,甲,\n");
        assert_eq!(open(&firms, OPERATOR).unwrap().tables[0].sheet, Sheet::Firms);
        let unclear = file(&dir, "清单4.csv", "code,name\n1,甲\n");
        assert!(why(open(&unclear, OPERATOR)).contains("没有找到"));
    }

    #[test]
    fn what_cannot_be_imported_says_why() {
        let dir = tempfile::tempdir().unwrap();
        assert!(why(open(&file(&dir, "products.csv", "名称,单价\n"), MEMBER)).contains("产品编码"));
        assert!(why(open(&file(&dir, "a.pdf", "x"), MEMBER)).contains(".xlsx"));
        assert!(why(open(&file(&dir, "b.csv", ""), MEMBER)).contains("没有找到"));
        assert!(why(open(&file(&dir, "firms.csv", "code,name\n1,a\n"), MEMBER)).contains("没有找到"));
        file(&dir, "产品.csv", "code,firm_code,name\n");
        let both = tempfile::tempdir().unwrap();
        file(&both, "产品.csv", "code,firm_code,name\n");
        file(&both, "products.csv", "code,firm_code,name\n");
        assert!(why(open(both.path(), OPERATOR)).contains("都是产品表"));
    }
}
