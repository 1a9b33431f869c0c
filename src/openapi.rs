//! `GET /api/openapi.json`: the JSON API described from the types that it sends and the columns that it takes.
//!
//! A test compares it with `router.rs`, so no address of the API is without a description.

use std::sync::OnceLock;

use actix_web::HttpResponse;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathsBuilder, Ref, RefOr, Required,
    ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use crate::imports::sheets::{Column, Holds, Sheet};
use crate::{clusters, deals, enquiries, firms, matching, needs, pairings, plans, products, search};

/// One operation in a line or two: what it takes, what it answers.
struct Operation {
    method: HttpMethod,
    path: &'static str,
    tag: &'static str,
    summary: &'static str,
    query: &'static [(&'static str, &'static str)],
    body: Option<&'static str>,
    success: (&'static str, &'static str, Option<&'static str>),
    needs_key: bool,
}

const SEARCH: &[(&str, &str)] = &[
    ("q", "What to look for; empty means everything."),
    ("type", "`product` (the default), `need` or `firm`."),
    ("division", "Code of a division; may be given several times, any of them then matches."),
    ("industry", "Code of an industry; several as above."),
    ("category", "Name of a category, with all narrower ones; several as above."),
    ("certificate", "Name of a certificate; several as above."),
    ("price_from", "Lowest price in 元 per unit; only public prices are compared."),
    ("price_to", "Highest price in 元 per unit."),
    ("lead", "Longest lead time in days."),
    ("verified", "`1`: verified firms only."),
    ("near", "`LAT,LON` in WGS-84 degrees: adds `distance_km` to each hit."),
    ("radius_km", "With `near`: only what lies within so many kilometres."),
    ("sort", "`relevance` (the default), `newest`, `price`, `-price`, `lead` or `distance`."),
    ("facets", "What to count, separated by commas; all that serves the type if not given, nothing if empty."),
    ("explain", "`1`: each hit says in `why` what makes it fit."),
    ("limit", "Hits in the answer, up to 100; 20 if not given."),
    ("offset", "Hits before the first one; with `limit` up to 10,000."),
];

const OPERATIONS: &[Operation] = &[
    Operation {
        method: HttpMethod::Get,
        path: "/api/v1/search",
        tag: "search",
        summary: "Search products, needs or firms 搜索",
        query: SEARCH,
        body: None,
        success: ("200", "Hits and facets", Some("SearchAnswer")),
        needs_key: false,
    },
    Operation {
        method: HttpMethod::Get,
        path: "/api/v1/suggest",
        tag: "search",
        summary: "Complete a text as it is typed 搜索建议",
        query: &[("q", "What has been typed: Chinese, pinyin or initials.")],
        body: None,
        success: ("200", "Products, categories and firms", Some("SuggestAnswer")),
        needs_key: false,
    },
    Operation {
        method: HttpMethod::Get,
        path: "/api/v1/firms/{code}",
        tag: "firms",
        summary: "A firm 企业",
        query: &[],
        body: None,
        success: ("200", "The firm", Some("Firm")),
        needs_key: false,
    },
    listing(HttpMethod::Get, "/api/v1/products/{code}", "products", "A product 产品", Some("ProductAnswer")),
    listing(HttpMethod::Post, "/api/v1/products", "products", "Publish a product 发布产品", Some("ProductAnswer")),
    listing(HttpMethod::Put, "/api/v1/products/{code}", "products", "Change a product 修改产品", Some("ProductAnswer")),
    listing(HttpMethod::Delete, "/api/v1/products/{code}", "products", "Withdraw a product 下架产品", None),
    listing(HttpMethod::Get, "/api/v1/needs/{code}", "needs", "A need 需求", Some("NeedAnswer")),
    listing(HttpMethod::Post, "/api/v1/needs", "needs", "Publish a need 发布需求", Some("NeedAnswer")),
    listing(HttpMethod::Put, "/api/v1/needs/{code}", "needs", "Change a need 修改需求", Some("NeedAnswer")),
    listing(HttpMethod::Delete, "/api/v1/needs/{code}", "needs", "Withdraw a need 下架需求", None),
    Operation {
        method: HttpMethod::Post,
        body: Some("match"),
        ..matched("/api/v1/match", "Suppliers for a need in words 即时配套", &[NEARNESS, PERSONAL], "PairingsAnswer")
    },
    matched(
        "/api/v1/needs/{code}/pairings",
        "Suppliers for a need 配对",
        &[LIMIT, NEARNESS, PERSONAL],
        "PairingsAnswer",
    ),
    matched("/api/v1/firms/{code}/latent-needs", "Inputs that a firm likely needs 潜在需求", &[LIMIT], "LikelyItems"),
    matched(
        "/api/v1/pairings",
        "Kept pairings of the key's firm, best first",
        &[SIDE, STATE, LIMIT, OFFSET],
        "KeptPairings",
    ),
    Operation {
        method: HttpMethod::Post,
        body: Some("step"),
        success: ("200", "Where the pairing stands now", Some("Stands")),
        ..matched("/api/v1/pairings/{id}", "Answers a pairing", &[], "Stands")
    },
    matched(
        "/api/v1/plan",
        "The latest city plan 全城配对方案, for officials and operators",
        &[LIMIT, OFFSET],
        "PlanAnswer",
    ),
    Operation {
        success: ("200", "The items; a number that is withheld is null and says so", Some("ClustersAnswer")),
        tag: "reports",
        ..matched(
            "/api/v1/reports/clusters",
            "Clusters of a quarter 集群密度报告, for officials and operators",
            &[QUARTER, BY],
            "ClustersAnswer",
        )
    },
    Operation {
        success: ("200", "Those with the most unserved demand first", Some("GapsAnswer")),
        tag: "reports",
        ..matched(
            "/api/v1/gaps",
            "Gaps of the chains 链条缺口, for officials and operators",
            &[LIMIT, OFFSET],
            "GapsAnswer",
        )
    },
    matched("/api/v1/chain/inputs", "Likely inputs of a product 上游投入", &[PRODUCT, LIMIT], "LikelyItems"),
    Operation { query: BOXES, ..read("/api/v1/enquiries", "Your enquiries 询价", "EnquiryList") },
    made("/api/v1/enquiries", "Ask firms for quotes 发出询价", "EnquiryRequest", "EnquiryAnswer"),
    read("/api/v1/enquiries/{code}", "An enquiry, as your side sees it 询价详情", "EnquiryAnswer"),
    step(
        HttpMethod::Put,
        "/api/v1/enquiries/{code}",
        "Change a draft 修改草稿",
        "EnquiryRequest",
        Some("EnquiryAnswer"),
    ),
    taken("/api/v1/enquiries/{code}", "Delete a draft, or call off what was sent 取消询价"),
    step(HttpMethod::Post, "/api/v1/enquiries/{code}/questions", "Ask the buyer 提问", "QuestionRequest", None),
    step(HttpMethod::Put, "/api/v1/enquiries/{code}/questions/{id}", "Answer for all 回答提问", "AnswerRequest", None),
    step(
        HttpMethod::Post,
        "/api/v1/enquiries/{code}/refusal",
        "Answer without a quote 一键答复",
        "DeclineRequest",
        None,
    ),
    read("/api/v1/enquiries/{code}/quote", "Your own quote and its receipt 我的报价", "QuoteAnswer"),
    step(
        HttpMethod::Put,
        "/api/v1/enquiries/{code}/quote",
        "Quote, or revise 报价",
        "QuoteRequest",
        Some("QuoteAnswer"),
    ),
    taken("/api/v1/enquiries/{code}/quote", "Withdraw the quote 撤回报价"),
    read("/api/v1/enquiries/{code}/comparison", "All quotes on one measure, after the deadline 比价表", "Sheet"),
    step(HttpMethod::Post, "/api/v1/enquiries/{code}/choice", "Choose 记录选择", "ChoiceRequest", Some("RecordAnswer")),
    read("/api/v1/enquiries/{code}/record", "The frozen record of the choice 比选记录", "RecordAnswer"),
    read("/api/v1/deals", "Your latest deals 成交", "DealList"),
    made("/api/v1/deals", "Record a deal 登记成交", "DealRequest", "DealAnswer"),
    read("/api/v1/deals/{code}", "A deal 成交详情", "DealAnswer"),
    step(
        HttpMethod::Post,
        "/api/v1/deals/{code}/confirmation",
        "Confirm a deal 确认成交",
        "Nothing",
        Some("DealAnswer"),
    ),
    step(HttpMethod::Post, "/api/v1/deals/{code}/refusal", "Decline a deal 不确认", "DealRefusal", Some("DealAnswer")),
    step(
        HttpMethod::Post,
        "/api/v1/deals/{code}/rating",
        "Rate the other side 评价",
        "RatingRequest",
        Some("DealAnswer"),
    ),
    step(
        HttpMethod::Post,
        "/api/v1/deals/{code}/reply",
        "Reply to a rating 回复评价",
        "ReplyRequest",
        Some("DealAnswer"),
    ),
    read("/api/v1/firms/{code}/standing", "How a firm answers and is rated 企业答复与评价", "StandingAnswer"),
];

const BOXES: &[(&str, &str)] =
    &[("box", "`sent` (the default) or `received`."), LIMIT, ("offset", "Enquiries before the first one.")];

/// Reading what belongs to trade; like all of its operations it needs the key of a member.
const fn read(path: &'static str, summary: &'static str, answer: &'static str) -> Operation {
    let success = ("200", "As your side sees it", Some(answer));
    Operation { method: HttpMethod::Get, path, tag: "trade", summary, query: &[], body: None, success, needs_key: true }
}

/// Making something of trade.
const fn made(path: &'static str, summary: &'static str, body: &'static str, answer: &'static str) -> Operation {
    let success = ("201", "Created; `Location` names it", Some(answer));
    Operation { method: HttpMethod::Post, body: Some(body), success, ..read(path, summary, answer) }
}

/// A step of trade; one without an answer gives 204.
const fn step(
    method: HttpMethod,
    path: &'static str,
    summary: &'static str,
    body: &'static str,
    answer: Option<&'static str>,
) -> Operation {
    let success = match answer {
        Some(_) => ("200", "As it is now", answer),
        None => ("204", "Done", None),
    };
    Operation { method, path, tag: "trade", summary, query: &[], body: Some(body), success, needs_key: true }
}

/// Taking something of trade back.
const fn taken(path: &'static str, summary: &'static str) -> Operation {
    let (success, method) = (("204", "Taken back", None), HttpMethod::Delete);
    Operation { method, path, tag: "trade", summary, query: &[], body: None, success, needs_key: true }
}

const LIMIT: (&str, &str) = ("limit", "Items in the answer, up to 100; 20 if not given.");
const NEARNESS: (&str, &str) = ("nearness", "`0` switches the nearness bonus off.");
const PERSONAL: (&str, &str) = ("personal", "`0` leaves the fit alone to decide.");
const SIDE: (&str, &str) = ("side", "`seller` (if not given) or `buyer`: on which side the firm stands.");
const STATE: (&str, &str) =
    ("state", "Only those in this state: `proposed`, `seen`, `interested`, `contacted`, `agreed`, `declined`.");
const OFFSET: (&str, &str) = ("offset", "How many to leave out.");
const QUARTER: (&str, &str) = ("quarter", "Like `2026Q3`; the present one, as it is now, if not given.");
const BY: (&str, &str) = ("by", "`industry` (if not given), `division` or `category`.");
const PRODUCT: (&str, &str) = ("product", "What the product is called.");

/// The operations of matching are alike; each needs the key of the firm concerned, or of an official or operator.
const fn matched(
    path: &'static str,
    summary: &'static str,
    query: &'static [(&'static str, &'static str)],
    answer: &'static str,
) -> Operation {
    let success = ("200", "Best first, each with its reasons", Some(answer));
    Operation { method: HttpMethod::Get, path, tag: "matching", summary, query, body: None, success, needs_key: true }
}

/// The operations of products and needs are alike.
const fn listing(
    method: HttpMethod,
    path: &'static str,
    tag: &'static str,
    summary: &'static str,
    answer: Option<&'static str>,
) -> Operation {
    let (body, status, said) = match method {
        HttpMethod::Get => (None, "200", "As this reader may see it"),
        HttpMethod::Post => (Some(tag), "201", "Created; `Location` names it"),
        HttpMethod::Put => (Some(tag), "200", "As it is now"),
        _ => (None, "204", "Withdrawn"),
    };
    let needs_key = !matches!(method, HttpMethod::Get);
    Operation { method, path, tag, summary, query: &[], body, success: (status, said, answer), needs_key }
}

/// What goes wrong, by status; every answer of this kind is `application/problem+json`.
const PROBLEMS: [(&str, &str); 5] = [
    ("401", "No key, or one that has been revoked: code `sign_in_required`"),
    ("403", "This key may not do that: code `forbidden`"),
    ("404", "There is no such thing, or this reader may not know of it: code `not_found`"),
    ("422", "Values are wrong: code `invalid`, each named in `errors`"),
    ("429", "Too many requests: code `too_many_requests`, `Retry-After` says how long to wait"),
];

/// The wrong values of an answer with the status 422, and the stable code of every problem.
#[derive(ToSchema)]
#[schema(as = Problem)]
#[allow(dead_code, reason = "written as JSON by http::error; this is its description")]
struct Problem {
    /// Always `about:blank`.
    r#type: String,
    /// A headline in the reader's language.
    title: String,
    /// The HTTP status.
    status: u16,
    /// The stable word for programs.
    code: String,
    /// What happened and what to do next.
    detail: String,
    /// The wrong values, if any.
    errors: Option<Vec<WrongValue>>,
}

/// One wrong value.
#[derive(ToSchema)]
#[allow(dead_code, reason = "written as JSON by http::error; this is its description")]
struct WrongValue {
    /// The JSON key.
    field: String,
    /// The value as it was sent.
    value: String,
    /// What is wrong.
    cause: String,
    /// What to do.
    fix: String,
}

fn reference(name: &str) -> RefOr<Schema> {
    RefOr::Ref(Ref::from_schema_name(name))
}

/// What a listing is sent as: the columns of the bundle's table.
fn columns(sheet: Sheet) -> Schema {
    let skipped = |column: &&Column| column.name != "firm_code" && column.holds != Holds::Note;
    let object = sheet.columns().iter().filter(skipped).fold(ObjectBuilder::new(), |object, column| {
        let field = ObjectBuilder::new().description(Some(column.zh));
        let field = match column.holds {
            Holds::Word(words) => {
                field.schema_type(Type::String).enum_values(Some(words.iter().map(|(_, word)| *word)))
            }
            _ => field.schema_type(Type::String),
        };
        let object = object.property(column.name, field);
        if column.required && column.name != "code" { object.required(column.name) } else { object }
    });
    let said = "The columns of the bundle; numbers may be sent as numbers or as text, null clears a value. \
                A PUT changes the keys that it holds.";
    object.description(Some(said)).into()
}

fn parameters(operation: &Operation) -> Vec<Parameter> {
    let text = || Some(ObjectBuilder::new().schema_type(Type::String).build());
    let mut parameters = Vec::new();
    if operation.path.contains("{code}") {
        let code = ParameterBuilder::new().name("code").parameter_in(ParameterIn::Path).required(Required::True);
        parameters.push(code.schema(text()).description(Some("Its code.")).build());
    }
    if operation.path.contains("{id}") {
        let id = ParameterBuilder::new().name("id").parameter_in(ParameterIn::Path).required(Required::True);
        parameters.push(id.schema(text()).description(Some("Its key.")).build());
    }
    parameters.extend(operation.query.iter().map(|(name, said)| {
        let one = ParameterBuilder::new().name(*name).parameter_in(ParameterIn::Query).required(Required::False);
        one.schema(text()).description(Some(*said)).build()
    }));
    parameters
}

fn describe(operation: &Operation) -> utoipa::openapi::path::Operation {
    let (status, said, answer) = operation.success;
    let mut success = ResponseBuilder::new().description(said);
    if let Some(name) = answer {
        success = success.content("application/json", ContentBuilder::new().schema(Some(reference(name))).build());
    }
    let mut built = OperationBuilder::new()
        .tag(operation.tag)
        .summary(Some(operation.summary))
        .parameters(Some(parameters(operation)))
        .response(status, success.build());
    if let Some(table) = operation.body {
        let name = match table {
            "needs" => "NeedInput",
            "match" => "MatchRequest",
            "step" => "Step",
            "products" => "ProductInput",
            schema => schema,
        };
        let content = ContentBuilder::new().schema(Some(reference(name))).build();
        let body = RequestBodyBuilder::new().content("application/json", content).required(Some(Required::True));
        built = built.request_body(Some(body.build()));
    }
    if operation.needs_key {
        built = built.security(SecurityRequirement::new("key", Vec::<String>::new()));
    }
    PROBLEMS
        .iter()
        .fold(built, |built, (status, said)| {
            let content = ContentBuilder::new().schema(Some(reference("Problem"))).build();
            built.response(
                *status,
                ResponseBuilder::new().description(*said).content("application/problem+json", content),
            )
        })
        .build()
}

/// Adds a type and those that it is made of.
fn with<T: ToSchema + PartialSchema>(components: ComponentsBuilder) -> ComponentsBuilder {
    let mut inner = Vec::new();
    T::schemas(&mut inner);
    inner.push((T::name().into_owned(), T::schema()));
    components.schemas_from_iter(inner)
}

fn document() -> OpenApi {
    let components = ComponentsBuilder::new()
        .security_scheme("key", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)))
        .schema("ProductInput", columns(Sheet::Products))
        .schema("NeedInput", columns(Sheet::Needs));
    let components = with::<Problem>(components);
    let components = with::<firms::api::FirmJson>(components);
    let components = with::<products::api::ProductAnswer>(components);
    let components = with::<needs::api::NeedAnswer>(components);
    let components = with::<search::api::SearchAnswer>(components);
    let components = with::<search::suggest::SuggestAnswer>(components);
    let components = with::<matching::api::MatchRequest>(components);
    let components = with::<matching::api::PairingsAnswer>(components);
    let components = with::<matching::api::LikelyItems>(components);
    let components = with::<pairings::api::KeptPairings>(components);
    let components = with::<pairings::api::Step>(components);
    let components = with::<pairings::api::Stands>(components);
    let components = with::<plans::api::PlanAnswer>(components);
    let components = with::<enquiries::api::EnquiryRequest>(components);
    let components = with::<enquiries::api::EnquiryAnswer>(components);
    let components = with::<enquiries::api::EnquiryList>(components);
    let components = with::<enquiries::api::QuestionRequest>(components);
    let components = with::<enquiries::api::AnswerRequest>(components);
    let components = with::<enquiries::api::DeclineRequest>(components);
    let components = with::<enquiries::api::ChoiceRequest>(components);
    let components = with::<enquiries::api::RecordAnswer>(components);
    let components = with::<enquiries::api::QuoteRequest>(components);
    let components = with::<enquiries::api::QuoteAnswer>(components);
    let components = with::<enquiries::comparison::Sheet>(components);
    let components = with::<deals::api::DealRequest>(components);
    let components = with::<deals::api::DealAnswer>(components);
    let components = with::<deals::api::DealList>(components);
    let components = with::<deals::api::DealRefusal>(components);
    let components = with::<deals::api::RatingRequest>(components);
    let components = with::<deals::api::ReplyRequest>(components);
    let components = with::<deals::api::StandingAnswer>(components);
    let components = components.schema("Nothing", ObjectBuilder::new().description(Some("An empty object.")).build());
    let components = with::<clusters::api::ClustersAnswer>(components);
    let components = with::<clusters::api::GapsAnswer>(components);
    let paths = OPERATIONS.iter().fold(PathsBuilder::new(), |paths, operation| {
        let item = utoipa::openapi::PathItem::new(operation.method.clone(), describe(operation));
        paths.path(operation.path, item)
    });
    let said = "Search and public pages need no key. Keys are made at /account/keys and sent as \
                `Authorization: Bearer KEY`. Errors are application/problem+json with a stable `code`.";
    let info = InfoBuilder::new().title("Peitao 配套").version(env!("CARGO_PKG_VERSION")).description(Some(said));
    OpenApiBuilder::new().info(info.build()).paths(paths.build()).components(Some(components.build())).build()
}

/// `GET /api/openapi.json`
pub async fn show() -> HttpResponse {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| document().to_json().expect("the description has no value that JSON lacks"));
    HttpResponse::Ok().content_type("application/json").body(text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_to_a_schema() {
        let text = document().to_json().unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let schemas = json["components"]["schemas"].as_object().unwrap();
        for (_, rest) in text.match_indices("#/components/schemas/").map(|(at, m)| text.split_at(at + m.len())) {
            let name = rest.split('"').next().unwrap();
            assert!(schemas.contains_key(name), "{name} is not described");
        }
        assert!(schemas["ProductInput"]["properties"]["price_visibility"]["enum"].is_array());
        assert!(json["paths"]["/api/v1/products/{code}"]["put"]["requestBody"].is_object());
    }
}
