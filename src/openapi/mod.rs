//! `GET /api/openapi.json`: the JSON API described from the types that it sends and the columns that it takes.
//!
//! A test compares it with `router.rs`, so no address of the API is without a description.

mod operations;

use std::sync::OnceLock;

use actix_web::HttpResponse;
use utoipa::openapi::path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathsBuilder, Ref, RefOr, Required,
    ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use operations::{OPERATIONS, Operation};

use crate::imports::sheets::{Column, Holds, Sheet};
use crate::{
    clusters, deals, enquiries, fairs, firms, leaderboard, matching, needs, pairings, plans, products, purchases,
    search,
};

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
    let components = with::<purchases::api::PurchaseListRequest>(components);
    let components = with::<purchases::api::PurchaseListAnswer>(components);
    let components = with::<purchases::api::PurchaseLists>(components);
    let components = with::<deals::api::DealRequest>(components);
    let components = with::<deals::api::DealAnswer>(components);
    let components = with::<deals::api::DealList>(components);
    let components = with::<deals::api::DealRefusal>(components);
    let components = with::<deals::api::RatingRequest>(components);
    let components = with::<deals::api::ReplyRequest>(components);
    let components = with::<deals::api::StandingAnswer>(components);
    let components = components.schema("Nothing", ObjectBuilder::new().description(Some("An empty object.")).build());
    let components = with::<clusters::api::ClustersAnswer>(components);
    let components = with::<clusters::api::SourcingAnswer>(components);
    let components = with::<clusters::api::GapsAnswer>(components);
    let components = with::<leaderboard::api::LeaderboardAnswer>(components);
    let components = with::<leaderboard::api::AppealRequest>(components);
    let components = with::<leaderboard::api::AppealAnswer>(components);
    let components = with::<leaderboard::api::DecisionRequest>(components);
    let components = with::<leaderboard::api::ReferralList>(components);
    let components = with::<leaderboard::api::ReferralAnswer>(components);
    let components = with::<leaderboard::api::ReferralRequest>(components);
    let components = with::<leaderboard::api::ReferralReply>(components);
    let components = with::<fairs::api::FairList>(components);
    let components = with::<fairs::api::FairAnswer>(components);
    let components = with::<fairs::api::FairRequest>(components);
    let components = with::<fairs::api::RegistrationRequest>(components);
    let components = with::<fairs::api::OwnTimetable>(components);
    let components = with::<fairs::api::InvitationRequest>(components);
    let components = with::<fairs::api::InvitationAnswer>(components);
    let components = with::<fairs::api::ProposalList>(components);
    let components = with::<fairs::api::TimetableAnswer>(components);
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
