//! Every URL of the site in one table: method, address, who it is for, handler.
//!
//! `who` is what the action behind the handler enforces; it is written here so that a reader sees it, and so that
//! `tests/site/access.rs` can walk the table and prove it for each line.

use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, Resource};

use crate::http::observe::Pattern;
use crate::http::{AppError, AppResult, assets};
use crate::needs::store::NeedRow;
use crate::products::store::ProductRow;

use crate::{
    accounts, alerts, catalogue, clusters, deals, dispatch, enquiries, fairs, firms, health, imports, leaderboard,
    listings, matching, needs, notices, openapi, pairings, plans, products, purchases, search, shortlists,
};

/// Who a URL is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everyone.
    Anyone,
    /// Whoever is signed in, or has an API key.
    SignedIn,
    /// Members, for what belongs to their own firm (and operators where it says so in the action).
    Firm,
    /// Members and buyers, for their own lists and for the enquiries and deals that they have a part in; staff has none.
    Trade,
    /// Officials and operators.
    Staff,
    /// Operators.
    Operator,
}

/// One line of the table.
pub struct Route {
    /// The HTTP method.
    pub method: Method,
    /// The address; parts in braces vary.
    pub path: &'static str,
    /// Who it is for.
    pub who: Who,
    attach: fn(Resource) -> Resource,
}

macro_rules! routes {
    ($($method:ident $path:literal $who:ident $handler:path;)+) => {
        vec![$(Route {
            method: Method::$method,
            path: $path,
            who: Who::$who,
            attach: |resource| resource.route(web::method(Method::$method).to($handler)),
        }),+]
    };
}

/// The table.
pub fn routes() -> Vec<Route> {
    routes! {
        GET "/healthz" Anyone health::alive;
        GET "/readyz" Anyone health::ready;
        GET "/metrics" Anyone health::metrics;
        GET "/static/{path:.*}" Anyone assets::file;
        GET "/api/openapi.json" Anyone openapi::show;

        GET "/" Anyone catalogue::web::home;
        GET "/search" Anyone search::web::search;
        GET "/api/v1/search" Anyone search::api::search;
        GET "/api/v1/suggest" Anyone search::suggest::suggest;
        GET "/chains" Anyone catalogue::web::chains;
        GET "/categories/{id}" Anyone catalogue::web::category;
        GET "/products/{code}" Anyone catalogue::web::product;
        GET "/needs/{code}" Anyone catalogue::web::need;
        GET "/firms/{code}" Anyone catalogue::web::firm;
        GET "/lang/{tag}" Anyone catalogue::web::language;
        GET "/api" Anyone catalogue::web::api;

        GET "/register" Anyone firms::web::show_register;
        POST "/register" Anyone firms::web::register;
        GET "/register/buyer" Anyone firms::web::show_register_buyer;
        POST "/register/buyer" Anyone firms::web::register_buyer;
        POST "/firms/{code}/contact-reveal" SignedIn firms::web::reveal;
        GET "/my/firm" Firm firms::web::show_own;
        POST "/my/firm" Firm firms::web::save;
        GET "/desk/firms" Staff firms::web::queue;
        GET "/desk/firms/{code}" Staff firms::web::case;
        POST "/desk/firms/{code}/verification" Staff firms::web::decide;
        GET "/api/v1/firms/{code}" Anyone firms::api::show;

        GET "/my/products" Firm products::web::list;
        POST "/my/products" Firm listings::web::create::<ProductRow>;
        GET "/my/products/new" Firm products::web::new;
        POST "/my/products/confirmation" Firm listings::web::confirm_all::<ProductRow>;
        GET "/my/products/{code}" Firm listings::web::edit::<ProductRow>;
        POST "/my/products/{code}" Firm listings::web::save::<ProductRow>;
        POST "/my/products/{code}/publication" Firm listings::web::publish::<ProductRow>;
        POST "/my/products/{code}/withdrawal" Firm listings::web::withdraw::<ProductRow>;
        POST "/my/products/{code}/confirmation" Firm listings::web::confirm::<ProductRow>;
        POST "/my/products/{code}/deletion" Firm products::web::delete;
        POST "/my/products/{code}/pictures" Firm products::pictures::web::upload;
        POST "/my/products/{code}/pictures/{id}/removal" Firm products::pictures::web::remove;
        GET "/pictures/{id}" Anyone products::pictures::web::show;
        POST "/api/v1/products" Firm listings::api::create::<ProductRow>;
        GET "/api/v1/products/{code}" Anyone listings::api::show::<ProductRow>;
        PUT "/api/v1/products/{code}" Firm listings::api::update::<ProductRow>;
        DELETE "/api/v1/products/{code}" Firm listings::api::withdraw::<ProductRow>;

        GET "/my/needs" Firm needs::web::list;
        POST "/my/needs" Firm listings::web::create::<NeedRow>;
        GET "/my/needs/new" Firm needs::web::new;
        POST "/my/needs/confirmation" Firm listings::web::confirm_all::<NeedRow>;
        GET "/my/needs/{code}" Firm listings::web::edit::<NeedRow>;
        POST "/my/needs/{code}" Firm listings::web::save::<NeedRow>;
        POST "/my/needs/{code}/publication" Firm listings::web::publish::<NeedRow>;
        POST "/my/needs/{code}/withdrawal" Firm listings::web::withdraw::<NeedRow>;
        POST "/my/needs/{code}/confirmation" Firm listings::web::confirm::<NeedRow>;
        POST "/my/needs/{code}/deletion" Firm needs::web::delete;
        POST "/api/v1/needs" Firm listings::api::create::<NeedRow>;
        GET "/api/v1/needs/{code}" Anyone listings::api::show::<NeedRow>;
        PUT "/api/v1/needs/{code}" Firm listings::api::update::<NeedRow>;
        DELETE "/api/v1/needs/{code}" Firm listings::api::withdraw::<NeedRow>;

        GET "/my/searches" SignedIn search::saved::web::list;
        POST "/my/searches" SignedIn search::saved::web::keep;
        POST "/my/searches/{id}/name" SignedIn search::saved::web::rename;
        POST "/my/searches/{id}/deletion" SignedIn search::saved::web::delete;
        POST "/my/searches/{id}/cadence" SignedIn search::saved::web::set_cadence;
        POST "/my/leads" Trade search::leads::web::make;
        POST "/my/leads/{code}/removal" Firm search::leads::web::take_back;
        GET "/desk/leads" Staff search::leads::web::list;
        GET "/desk/searches" Operator search::desk::searches;
        GET "/desk/synonyms" Operator search::synonyms::web::list;
        POST "/desk/synonyms" Operator search::synonyms::web::add;
        POST "/desk/synonyms/{id}/removal" Operator search::synonyms::web::remove;

        GET "/match" SignedIn matching::web::ask;
        POST "/match" SignedIn matching::web::answer;
        GET "/my/needs/{code}/pairings" Firm matching::web::of_need;
        GET "/my/pairings" Firm matching::web::list;
        GET "/pairings/{id}" SignedIn matching::web::pairing;
        POST "/pairings/{id}/answer" Firm matching::web::reply;
        GET "/my/latent-needs" Firm matching::web::latent;
        POST "/my/latent-needs/acceptance" Firm matching::web::accept;
        POST "/my/latent-needs/dismissal" Firm matching::web::dismiss;
        GET "/api/v1/pairings" Firm pairings::api::list;
        POST "/api/v1/pairings/{id}" Firm pairings::api::answer;
        GET "/ranking" Anyone matching::web::ranking;
        POST "/ranking" Anyone matching::web::switch;
        GET "/desk/plans" Staff plans::web::list;
        POST "/desk/plans" Staff plans::web::ask;
        POST "/desk/plans/wishes" Staff plans::web::wish;
        GET "/desk/plans/{id}" Staff plans::web::show;
        GET "/desk/plans/{id}/comparison" Staff plans::web::compare;
        GET "/desk/plans/{id}/export" Staff plans::web::export;
        GET "/api/v1/plan" Staff plans::api::latest;
        GET "/desk/reports" Staff clusters::web::summary;
        GET "/desk/reports/map" Staff clusters::web::map;
        GET "/desk/reports/clusters" Staff clusters::web::clusters;
        GET "/desk/reports/clusters/{industry}" Staff clusters::web::cluster;
        GET "/desk/reports/chains" Staff clusters::web::chains;
        GET "/desk/reports/chains/{id}" Staff clusters::web::chain;
        GET "/desk/reports/sourcing" Staff clusters::web::sourcing;
        GET "/desk/reports/resilience" Staff clusters::web::resilience;
        GET "/desk/reports/trends" Staff clusters::web::trends;
        POST "/desk/reports/boundaries" Operator clusters::web::boundaries;
        GET "/desk/reports/path" Staff clusters::web::path;
        GET "/desk/reports/opportunities" Staff clusters::web::opportunities;
        GET "/desk/reports/compare" Staff clusters::web::compare;
        GET "/desk/reports/method" Staff clusters::web::method;
        GET "/desk/reports/export" Staff clusters::web::export;
        GET "/api/v1/reports/clusters" Staff clusters::api::clusters;
        GET "/api/v1/reports/sourcing" Staff clusters::api::sourcing;
        GET "/api/v1/gaps" Staff clusters::api::gaps;
        GET "/desk/dispatch" Staff dispatch::web::show;
        GET "/desk/alerts" Staff alerts::web::list;
        GET "/desk/alerts/settings" Operator alerts::web::settings;
        POST "/desk/alerts/settings/posts" Operator alerts::web::put_post;
        POST "/desk/alerts/settings/notices" Operator alerts::web::put_notice;
        GET "/desk/alerts/tasks" Staff alerts::web::list_tasks;
        POST "/desk/alerts/tasks" Staff alerts::web::set_task;
        POST "/desk/alerts/tasks/{id}/completion" Staff alerts::web::finish_task;
        GET "/desk/alerts/{id}" Staff alerts::web::show;
        POST "/desk/alerts/{id}" Staff alerts::web::reply;
        GET "/desk/leaderboard" Staff leaderboard::web::show;
        GET "/desk/leaderboard/export" Staff leaderboard::web::export;
        GET "/desk/leaderboard/evidence" Staff leaderboard::web::evidence;
        POST "/desk/leaderboard/check" Staff leaderboard::web::check;
        POST "/desk/leaderboard/appeals" Staff leaderboard::web::appeal;
        POST "/desk/leaderboard/appeals/{id}" Operator leaderboard::web::decide;
        POST "/desk/leaderboard/publication" Operator leaderboard::web::publish;
        POST "/desk/leaderboard/formula" Operator leaderboard::web::set_formula;
        GET "/desk/referrals" Staff leaderboard::web::list;
        POST "/desk/referrals" Staff leaderboard::web::offer;
        POST "/desk/referrals/{id}/answer" Staff leaderboard::web::answer;
        POST "/desk/referrals/{id}/landing" Operator leaderboard::web::land;
        GET "/api/v1/leaderboard" Staff leaderboard::api::show;
        POST "/api/v1/leaderboard/appeals" Staff leaderboard::api::appeal;
        POST "/api/v1/leaderboard/appeals/{id}" Operator leaderboard::api::decide;
        GET "/api/v1/referrals" Staff leaderboard::api::list;
        POST "/api/v1/referrals" Staff leaderboard::api::offer;
        POST "/api/v1/referrals/{id}/answer" Staff leaderboard::api::reply;
        GET "/desk/fairs" Staff fairs::web::list;
        POST "/desk/fairs" Staff fairs::web::create;
        GET "/desk/fairs/{id}" Staff fairs::web::show;
        POST "/desk/fairs/{id}/firms" Staff fairs::web::invite;
        POST "/desk/fairs/{id}/plan" Staff fairs::web::plan;
        POST "/desk/fairs/{id}/absence" Staff fairs::web::absent;
        GET "/desk/fairs/{id}/proposals" Staff fairs::web::proposals;
        GET "/desk/fairs/{id}/cards" Staff fairs::web::cards;
        GET "/desk/fairs/{id}/export" Staff fairs::web::export;
        GET "/my/fairs" Firm fairs::web::mine;
        GET "/fairs/{id}" Firm fairs::web::own;
        POST "/fairs/{id}/answer" Firm fairs::web::answer;
        POST "/fairs/{id}/outcome" Firm fairs::web::say;
        GET "/api/v1/fairs" SignedIn fairs::api::list;
        POST "/api/v1/fairs" Staff fairs::api::create;
        GET "/api/v1/fairs/{id}" SignedIn fairs::api::show;
        POST "/api/v1/fairs/{id}/registration" Firm fairs::api::register;
        GET "/api/v1/fairs/{id}/timetable" Firm fairs::api::timetable;
        POST "/api/v1/fairs/{id}/invitations" Staff fairs::api::invite;
        GET "/api/v1/fairs/{id}/proposals" Staff fairs::api::proposals;
        POST "/api/v1/fairs/{id}/plan" Staff fairs::api::plan;
        GET "/desk/chain-growth" Operator matching::growth::web::list;
        POST "/desk/chain-growth/acceptance" Operator matching::growth::web::accept;
        POST "/desk/chain-growth/refusal" Operator matching::growth::web::refuse;
        GET "/desk/weights" Operator matching::weights::web::edit;
        POST "/desk/weights" Operator matching::weights::web::put;
        POST "/desk/weights/preview" Operator matching::weights::web::preview;
        POST "/api/v1/match" SignedIn matching::api::match_text;
        GET "/api/v1/needs/{code}/pairings" Firm matching::api::of_need;
        GET "/api/v1/firms/{code}/latent-needs" Firm matching::api::latent_needs;
        GET "/api/v1/chain/inputs" SignedIn matching::api::inputs;

        GET "/my/shortlists" Trade shortlists::web::list;
        POST "/my/shortlists" Trade shortlists::web::create;
        POST "/my/shortlists/items" Trade shortlists::web::put;
        POST "/my/shortlists/enquiry" Trade shortlists::web::ask;
        GET "/my/shortlists/{id}" Trade shortlists::web::show;
        POST "/my/shortlists/{id}/name" Trade shortlists::web::rename;
        POST "/my/shortlists/{id}/deletion" Trade shortlists::web::delete;
        POST "/my/shortlists/{id}/removal" Trade shortlists::web::take_off;
        GET "/compare" SignedIn shortlists::web::compare;

        GET "/my/purchases" Trade purchases::web::list;
        POST "/my/purchases" Trade purchases::web::upload;
        POST "/my/purchases/pasted" Trade purchases::web::paste;
        GET "/my/purchases/template.xlsx" Trade purchases::web::template;
        GET "/my/purchases/{id}" Trade purchases::web::show;
        POST "/my/purchases/{id}/name" Trade purchases::web::rename;
        POST "/my/purchases/{id}/deletion" Trade purchases::web::delete;
        POST "/my/purchases/{id}/renewal" Trade purchases::web::renew;
        POST "/my/purchases/{id}/choices" Trade purchases::web::choose;
        POST "/my/purchases/{id}/enquiries" Trade purchases::web::ask;
        POST "/my/purchases/{id}/needs" Trade purchases::web::needs;
        POST "/my/purchases/{id}/needs/withdrawal" Trade purchases::web::take_back;
        GET "/my/purchases/{id}/export" Trade purchases::web::export;
        GET "/my/purchases/{id}/lines/{position}" Trade purchases::web::line;
        POST "/my/purchases/{id}/lines/{position}" Trade purchases::web::edit_line;
        GET "/api/v1/purchase-lists" Trade purchases::api::list;
        POST "/api/v1/purchase-lists" Trade purchases::api::create;
        GET "/api/v1/purchase-lists/{id}" Trade purchases::api::show;
        DELETE "/api/v1/purchase-lists/{id}" Trade purchases::api::delete;

        GET "/my/enquiries" Trade enquiries::web::list;
        POST "/enquiries" Trade enquiries::web::create;
        GET "/enquiries/new" Trade enquiries::web::new;
        GET "/enquiries/{code}" Trade enquiries::web::show;
        POST "/enquiries/{code}" Trade enquiries::web::save;
        POST "/enquiries/{code}/sending" Trade enquiries::web::send;
        POST "/enquiries/{code}/cancellation" Trade enquiries::web::cancel;
        POST "/enquiries/{code}/deletion" Trade enquiries::web::delete;
        POST "/enquiries/{code}/files" Trade enquiries::web::upload;
        GET "/enquiries/{code}/files/{id}" Trade enquiries::web::fetch;
        POST "/enquiries/{code}/files/{id}/removal" Trade enquiries::web::remove;
        POST "/enquiries/{code}/questions" Trade enquiries::web::ask;
        POST "/enquiries/{code}/questions/{id}" Trade enquiries::web::answer_question;
        POST "/enquiries/{code}/refusal" Trade enquiries::web::decline;
        POST "/enquiries/{code}/quote" Trade enquiries::web::submit;
        POST "/enquiries/{code}/quote/withdrawal" Trade enquiries::web::withdraw;
        GET "/enquiries/{code}/comparison" Trade enquiries::web::comparison;
        POST "/enquiries/{code}/choice" Trade enquiries::web::choose;
        GET "/enquiries/{code}/record" Trade enquiries::web::record;
        GET "/answer/{token}" Anyone enquiries::web::by_link;
        POST "/answer/{token}/files" Anyone enquiries::web::upload_by_link;
        GET "/answer/{token}/files/{id}" Anyone enquiries::web::fetch_by_link;
        POST "/answer/{token}/files/{id}/removal" Anyone enquiries::web::remove_by_link;
        POST "/answer/{token}/questions" Anyone enquiries::web::ask_by_link;
        POST "/answer/{token}/refusal" Anyone enquiries::web::decline_by_link;
        POST "/answer/{token}/quote" Anyone enquiries::web::submit_by_link;
        POST "/answer/{token}/quote/withdrawal" Anyone enquiries::web::withdraw_by_link;
        GET "/api/v1/enquiries" Trade enquiries::api::list;
        POST "/api/v1/enquiries" Trade enquiries::api::create;
        GET "/api/v1/enquiries/{code}" Trade enquiries::api::show;
        PUT "/api/v1/enquiries/{code}" Trade enquiries::api::update;
        DELETE "/api/v1/enquiries/{code}" Trade enquiries::api::withdraw;
        POST "/api/v1/enquiries/{code}/questions" Trade enquiries::api::ask;
        PUT "/api/v1/enquiries/{code}/questions/{id}" Trade enquiries::api::answer_question;
        POST "/api/v1/enquiries/{code}/refusal" Trade enquiries::api::decline;
        GET "/api/v1/enquiries/{code}/quote" Trade enquiries::api::own_quote;
        PUT "/api/v1/enquiries/{code}/quote" Trade enquiries::api::submit_quote;
        DELETE "/api/v1/enquiries/{code}/quote" Trade enquiries::api::withdraw_quote;
        GET "/api/v1/enquiries/{code}/comparison" Trade enquiries::api::comparison;
        POST "/api/v1/enquiries/{code}/choice" Trade enquiries::api::choose;
        GET "/api/v1/enquiries/{code}/record" Trade enquiries::api::record;

        GET "/my/deals" Trade deals::web::list;
        POST "/deals" Trade deals::web::propose;
        GET "/deals/new" Trade deals::web::new;
        GET "/deals/{code}" Trade deals::web::page;
        POST "/deals/{code}/confirmation" Trade deals::web::confirm;
        POST "/deals/{code}/refusal" Trade deals::web::decline;
        POST "/deals/{code}/rating" Trade deals::web::rate;
        POST "/deals/{code}/reply" Trade deals::web::reply;
        GET "/api/v1/deals" Trade deals::api::list;
        POST "/api/v1/deals" Trade deals::api::propose;
        GET "/api/v1/deals/{code}" Trade deals::api::show;
        POST "/api/v1/deals/{code}/confirmation" Trade deals::api::confirm;
        POST "/api/v1/deals/{code}/refusal" Trade deals::api::decline;
        POST "/api/v1/deals/{code}/rating" Trade deals::api::rate;
        POST "/api/v1/deals/{code}/reply" Trade deals::api::reply;
        GET "/api/v1/firms/{code}/standing" SignedIn deals::api::standing;

        GET "/notices" SignedIn notices::web::list;
        POST "/notices/reading" SignedIn notices::web::read_all;
        GET "/notices/settings" SignedIn notices::web::settings;
        POST "/notices/settings" SignedIn notices::web::put_settings;
        POST "/notices/{id}/reading" SignedIn notices::web::open;
        GET "/unsubscribe/{token}" Anyone notices::web::ask_to_stop;
        POST "/unsubscribe/{token}" Anyone notices::web::stop;
        GET "/hooks" Firm notices::hooks::web::list;
        POST "/hooks" Firm notices::hooks::web::create;
        GET "/hooks/{id}" Firm notices::hooks::web::one;
        POST "/hooks/{id}/trial" Firm notices::hooks::web::try_out;
        POST "/hooks/{id}/enabling" Firm notices::hooks::web::enable;
        POST "/hooks/{id}/deletion" Firm notices::hooks::web::delete;
        POST "/hooks/deliveries/{id}/replay" Firm notices::hooks::web::replay;

        GET "/imports" Firm imports::web::list;
        POST "/imports" Firm imports::web::upload;
        GET "/imports/template.xlsx" Firm imports::web::template;
        GET "/imports/{id}" Firm imports::web::show;
        GET "/imports/{id}/workbook" Firm imports::web::workbook;
        POST "/imports/{id}/application" Firm imports::web::apply;
        POST "/imports/{id}/resumption" Firm imports::web::resume;
        POST "/imports/{id}/undoing" Firm imports::web::undo;
        GET "/my/export" Firm imports::web::export;

        GET "/sign-in" Anyone accounts::web::ask;
        POST "/sign-in" Anyone accounts::web::sign_in;
        POST "/sign-out" Anyone accounts::web::sign_out;
        POST "/sign-out-everywhere" SignedIn accounts::web::sign_out_everywhere;
        GET "/password/forgotten" Anyone accounts::web::forgotten;
        POST "/password/forgotten" Anyone accounts::web::ask_for_link;
        GET "/password/reset" Anyone accounts::web::reset;
        POST "/password/reset" Anyone accounts::web::set_password;
        GET "/invitations/{token}" Anyone accounts::web::invitation;
        POST "/invitations/{token}" Anyone accounts::web::accept_invitation;
        GET "/account" SignedIn accounts::web::account;
        POST "/account/password" SignedIn accounts::web::change_password;
        GET "/account/keys" SignedIn accounts::web::keys;
        POST "/account/keys" SignedIn accounts::web::create_key;
        POST "/account/keys/{id}/revocation" SignedIn accounts::web::revoke_key;
        GET "/my/colleagues" Firm accounts::web::colleagues;
        POST "/my/colleagues" Firm accounts::web::invite;
        POST "/my/colleagues/{id}/removal" Firm accounts::web::remove_colleague;
        POST "/my/invitations/{id}/revocation" Firm accounts::web::revoke_invitation;
        GET "/desk/users" Operator accounts::web::users;
        POST "/desk/users" Operator accounts::web::add_user;
        POST "/desk/users/{id}/disabling" Operator accounts::web::disable_user;
        POST "/desk/users/{id}/enabling" Operator accounts::web::enable_user;
        GET "/desk/mails" Operator accounts::web::mails;
        GET "/desk/audit" Operator accounts::web::audit;
    }
}

/// Puts the table into the application; the lines of one address become one resource, so that a wrong method is 405.
pub fn configure(config: &mut ServiceConfig) {
    let mut waiting = routes();
    while !waiting.is_empty() {
        let path = waiting[0].path;
        let (of_path, rest) = waiting.into_iter().partition(|r| r.path == path);
        let resource = Vec::into_iter(of_path)
            .fold(web::resource(path).app_data(Pattern(path)), |resource, route| (route.attach)(resource));
        config.service(resource.default_service(web::to(wrong_method)));
        waiting = rest;
    }
    config.default_service(web::to(unknown));
}

async fn unknown() -> AppResult<HttpResponse> {
    Err(AppError::NotFound)
}

async fn wrong_method() -> AppResult<HttpResponse> {
    Err(AppError::Refused(
        actix_web::http::StatusCode::METHOD_NOT_ALLOWED,
        crate::lang::Say::new("这个地址不支持这种操作", "This address does not take this method"),
    ))
}
