//! The workbook to fill in: a sheet for each table, codes formatted as text, lists to choose from, an explanation.

use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, Formula, Note, Workbook, Worksheet, XlsxError,
};

use super::LEAFLET;
use super::own_export::head;
use super::rows::letters;
use super::sheets::{Column, Holds, Sheet};
use crate::lang::Lang;

/// Changes whenever the columns of the template do; stands in its leaflet.
pub const VERSION: &str = "2026-11";
/// Rows that have lists to choose from.
const ROWS: u32 = 2_000;
/// The hidden sheet of long lists; a list of its own may be no longer than 255 characters.
const LISTS: &str = "_lists";

/// What the lists of the template offer.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// Names of categories.
    pub categories: Vec<String>,
    /// Codes of divisions, each with its name.
    pub divisions: Vec<(String, String)>,
}

/// The template with these tables.
///
/// # Errors
/// When a limit of workbooks is exceeded, which the lists are too short for.
pub fn template(sheets: &[Sheet], lists: &Lists, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for sheet in sheets {
        table(book.add_worksheet(), *sheet, lists, lang)?;
    }
    leaflet(book.add_worksheet(), sheets, lists, lang)?;
    hidden_lists(book.add_worksheet(), lists)?;
    book.save_to_buffer()
}

/// The columns that people fill in.
fn columns(sheet: Sheet) -> Vec<&'static Column> {
    sheet.columns().iter().filter(|column| column.holds != Holds::Note).collect()
}

fn table(page: &mut Worksheet, sheet: Sheet, lists: &Lists, lang: Lang) -> Result<(), XlsxError> {
    let columns = columns(sheet);
    head(page, sheet, &columns)?;
    for (at, column) in (0..).zip(&columns) {
        page.insert_note(0, at, &Note::new(hint(column, lang)).set_author("peitao").add_author_prefix(false))?;
        if let Some(choice) = choice(column, lists, lang)? {
            page.add_data_validation(1, at, ROWS, at, &choice)?;
        }
    }
    Ok(())
}

fn hint(column: &Column, lang: Lang) -> String {
    let need = if column.required { lang.t("必填", "required") } else { lang.t("选填", "optional") };
    let holds = match column.holds {
        Holds::Code => lang.t("；按文本填写，保留前面的 0", "; as text, zeros in front are kept"),
        Holds::Day => lang.t("；写成 2026-01-31", "; as 2026-01-31"),
        Holds::Number => lang.t("；只填数字", "; digits only"),
        Holds::Word(_) | Holds::Category => lang.t("；请从下拉列表选择", "; choose from the list"),
        Holds::Text | Holds::Note => "",
    };
    format!("{}\n{need}{holds}", column.name)
}

fn choice(column: &Column, lists: &Lists, lang: Lang) -> Result<Option<DataValidation>, XlsxError> {
    let from = |list: usize, length: usize| {
        let column = letters(list);
        Formula::new(format!("={LISTS}!${column}$1:${column}${length}"))
    };
    let list = DataValidation::new();
    let list = match column.holds {
        Holds::Word(words) => list.allow_list_strings(&words.iter().map(|(zh, _)| *zh).collect::<Vec<_>>())?,
        Holds::Category if !lists.categories.is_empty() => list.allow_list_formula(from(0, lists.categories.len())),
        Holds::Code if column.name == "division_code" && !lists.divisions.is_empty() => {
            list.allow_list_formula(from(1, lists.divisions.len()))
        }
        _ => return Ok(None),
    };
    let title = lang.t("不在列表中", "Not in the list");
    let message = lang.t("导入时可能被拒绝，请核对", "It may be refused; please check");
    Ok(Some(
        list.set_error_style(DataValidationErrorStyle::Warning).set_error_title(title)?.set_error_message(message)?,
    ))
}

fn hidden_lists(page: &mut Worksheet, lists: &Lists) -> Result<(), XlsxError> {
    page.set_name(LISTS)?.set_hidden(true);
    for (row, name) in (0..).zip(&lists.categories) {
        page.write_string(row, 0, name)?;
    }
    let text = Format::new().set_num_format("@");
    for (row, (code, name)) in (0..).zip(&lists.divisions) {
        page.write_string_with_format(row, 1, code, &text)?;
        page.write_string(row, 2, name)?;
    }
    Ok(())
}

fn leaflet(page: &mut Worksheet, sheets: &[Sheet], lists: &Lists, lang: Lang) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    page.set_name(LEAFLET)?;
    page.set_column_width(0, 12)?.set_column_width(1, 20)?.set_column_width(2, 20)?;
    page.set_column_width(3, 10)?.set_column_width(4, 44)?;
    page.write_string_with_format(0, 0, lang.t("模板版本", "Version"), &bold)?;
    page.write_string(0, 1, VERSION)?;
    let mut row = 2;
    for line in advice(lang) {
        page.write_string(row, 0, *line)?;
        row += 1;
    }
    row += 1;
    let heads = [
        lang.t("工作表", "Sheet"),
        lang.t("列", "Column"),
        lang.t("字段名", "Field"),
        lang.t("必填", "Required"),
        lang.t("示例", "Example"),
    ];
    for (at, head) in (0..).zip(heads) {
        page.write_string_with_format(row, at, head, &bold)?;
    }
    for (sheet, column) in sheets.iter().flat_map(|sheet| columns(*sheet).into_iter().map(move |c| (*sheet, c))) {
        row += 1;
        let required = if column.required { lang.t("是", "yes") } else { "" };
        let texts = [sheet.zh(), column.zh, column.name, required, example(sheet, column.name)];
        for (at, text) in (0..).zip(texts) {
            page.write_string(row, at, text)?;
        }
    }
    divisions_table(page, row + 2, sheets, lists, lang)
}

fn divisions_table(
    page: &mut Worksheet,
    row: u32,
    sheets: &[Sheet],
    lists: &Lists,
    lang: Lang,
) -> Result<(), XlsxError> {
    if !sheets.contains(&Sheet::Firms) {
        return Ok(());
    }
    page.write_string_with_format(row, 0, lang.t("区划代码", "Divisions"), &Format::new().set_bold())?;
    for (row, (code, name)) in (row + 1..).zip(&lists.divisions) {
        page.write_string(row, 0, code)?.write_string(row, 1, name)?;
    }
    Ok(())
}

fn advice(lang: Lang) -> &'static [&'static str] {
    lang.t(
        &[
            "1. 第一行是表头，列的顺序可以调换，用不到的列可以删去；从第二行起填写。",
            "2. 编码是每行的唯一标识：再次导入相同编码会更新原有内容，内容不变则不作改动。",
            "3. 编码、信用代码等列已设为文本格式，请勿改成数字，否则长编码会被 Excel 截断。",
            "4. 规格参数写成“名称=值”，多项用分号隔开；证书写成“名称@到期日”，多项用分号隔开。",
            "5. 空着的单元格会清空原有内容；不想改动的列请整列删去。",
            "6. 导入前会先检查：有误的单元格会标出原因与改法，确认后才写入，30 天内可以撤销。",
        ],
        &[
            "1. The first row is the header. Columns may change places, and those you do not need may go. Fill in from row 2.",
            "2. The code identifies a row: importing the same code again updates it, and changes nothing where nothing differs.",
            "3. Code columns are formatted as text. Keep them so, or Excel cuts long codes off.",
            "4. Write specs as name=value and certificates as name@expiry, separated by semicolons.",
            "5. An empty cell clears what was there. Delete whole columns that should stay as they are.",
            "6. Everything is checked first, wrong cells are marked with cause and remedy, and an import can be undone for 30 days.",
        ],
    )
}

fn example(sheet: Sheet, column: &str) -> &'static str {
    match (sheet, column) {
        (Sheet::Divisions, "code") => "320613",
        (Sheet::Divisions, "name") => "崇川区",
        (Sheet::Divisions, "parent_code") => "320600",
        (Sheet::Divisions, "kind") => "区县",
        (Sheet::Industries, "code") => "C3734",
        (Sheet::Industries, "name") => "船用配套设备制造",
        (Sheet::Industries, "standard") => "GB/T 4754-2017",
        (Sheet::Chain, "from") => "船用钢板",
        (Sheet::Chain, "relation") => "上游投入",
        (Sheet::Chain, "to") => "船体分段",
        (Sheet::Firms, "code") => "000123",
        (Sheet::Firms, "name") => "江海船配",
        (Sheet::Firms, "full_name") => "江海船舶配件有限公司",
        (Sheet::Firms, "datum") => "WGS84",
        (Sheet::Firms, "revenue_wan") => "3500.5",
        (Sheet::Firms, "founded_on") => "2008-05-12",
        (Sheet::Firms, "tags") => "专精特新;高新技术企业",
        (Sheet::Firms, "website") => "https://www.example.com",
        (Sheet::Products, "code") => "GD-0108",
        (Sheet::Products | Sheet::Needs, "firm_code") => "000123",
        (Sheet::Products, "name") => "不锈钢无缝管",
        (Sheet::Products | Sheet::Needs, "category") => "不锈钢管",
        (Sheet::Products, "description") => "船用、化工用，可按图定制",
        (Sheet::Products | Sheet::Needs, "specs") => "外径=108mm;壁厚=6mm;材质=316L",
        (Sheet::Products | Sheet::Needs, "unit") => "吨",
        (Sheet::Products, "price_from") => "21500",
        (Sheet::Products, "price_to") => "23800",
        (Sheet::Products, "price_visibility") => "认证企业可见",
        (Sheet::Products, "tax_included") => "是",
        (Sheet::Products, "min_order") => "2",
        (Sheet::Products, "capacity_per_month") => "300",
        (Sheet::Products, "lead_days") => "15",
        (Sheet::Products, "certificates") => "ISO 9001@2027-05-01;CCS",
        (Sheet::Products, "revenue_share") => "35%",
        (Sheet::Needs, "code") => "CG-2026-018",
        (Sheet::Needs, "text") => "采购 316L 不锈钢无缝管，含税送到厂",
        (Sheet::Needs, "for_product") => "海水淡化装置",
        (Sheet::Needs, "quantity") => "20",
        (Sheet::Needs, "period") => "每月",
        (Sheet::Needs, "budget_wan") => "45",
        (Sheet::Needs, "needed_by") => "2026-12-31",
        (Sheet::Needs, "current_source") => "外地",
        _ => "",
    }
}
