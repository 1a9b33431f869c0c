//! Every operation of the API in one table.

use utoipa::openapi::path::HttpMethod;

/// One operation in a line or two: what it takes, what it answers.
pub(super) struct Operation {
    pub(super) method: HttpMethod,
    pub(super) path: &'static str,
    pub(super) tag: &'static str,
    pub(super) summary: &'static str,
    pub(super) query: &'static [(&'static str, &'static str)],
    pub(super) body: Option<&'static str>,
    pub(super) success: (&'static str, &'static str, Option<&'static str>),
    pub(super) needs_key: bool,
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

pub(super) const OPERATIONS: &[Operation] = &[
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
        success: ("200", "Needs and deals; a number that is withheld is null and says so", Some("SourcingAnswer")),
        tag: "reports",
        ..matched(
            "/api/v1/reports/sourcing",
            "Local sourcing of a quarter 本地配套率与实际成交, for officials and operators",
            &[QUARTER],
            "SourcingAnswer",
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
    Operation {
        success: ("200", "Districts, then parks, each in their order", Some("LeaderboardAnswer")),
        tag: "reports",
        ..matched(
            "/api/v1/leaderboard",
            "The leaderboard of a quarter 龙虎榜, for officials and operators",
            &[QUARTER],
            "LeaderboardAnswer",
        )
    },
    Operation {
        success: ("200", "The newest first", Some("ReferralList")),
        tag: "reports",
        ..matched("/api/v1/referrals", "What parks hand to each other 园区转办", &[], "ReferralList")
    },
    desk("/api/v1/leaderboard/appeals", "Contest a rank 申诉", "AppealRequest", ("201", "AppealAnswer")),
    desk("/api/v1/leaderboard/appeals/{id}", "Decide an appeal 办结申诉", "DecisionRequest", ("200", "AppealAnswer")),
    desk("/api/v1/referrals", "Hand a matter to a sister park 转办", "ReferralRequest", ("201", "ReferralAnswer")),
    desk("/api/v1/referrals/{id}/answer", "Take over or decline 承接", "ReferralReply", ("200", "ReferralAnswer")),
    Operation { tag: "fairs", ..read("/api/v1/fairs", "Fairs that concern you 对接会", "FairList") },
    Operation { tag: "fairs", ..made("/api/v1/fairs", "Make a fair 创建对接会", "FairRequest", "FairAnswer") },
    Operation { tag: "fairs", ..read("/api/v1/fairs/{id}", "A fair 对接会详情", "FairAnswer") },
    fair("/api/v1/fairs/{id}/registration", "Say whether your firm comes 报名", "RegistrationRequest", "FairAnswer"),
    Operation {
        tag: "fairs", ..read("/api/v1/fairs/{id}/timetable", "Your firm's talks 我的日程", "OwnTimetable")
    },
    fair("/api/v1/fairs/{id}/invitations", "Invite firms 邀请企业", "InvitationRequest", "InvitationAnswer"),
    Operation { tag: "fairs", ..read("/api/v1/fairs/{id}/proposals", "Whom to invite 拟邀名单", "ProposalList") },
    fair("/api/v1/fairs/{id}/plan", "Plan the day 排日程", "Nothing", "TimetableAnswer"),
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
    Operation { query: PAGED, ..read("/api/v1/purchase-lists", "Your purchase lists 采购清单", "PurchaseLists") },
    made("/api/v1/purchase-lists", "Match a purchase list 一键配套", "PurchaseListRequest", "PurchaseListAnswer"),
    read("/api/v1/purchase-lists/{id}", "A list with its candidates 清单配套结果", "PurchaseListAnswer"),
    taken("/api/v1/purchase-lists/{id}", "Delete a list 删除清单"),
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

const PAGED: &[(&str, &str)] = &[LIMIT, OFFSET];

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

/// A step of a fair.
const fn fair(path: &'static str, summary: &'static str, body: &'static str, answer: &'static str) -> Operation {
    Operation { tag: "fairs", ..step(HttpMethod::Post, path, summary, body, Some(answer)) }
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

/// What officials and operators do.
const fn desk(
    path: &'static str,
    summary: &'static str,
    body: &'static str,
    (status, answer): (&'static str, &'static str),
) -> Operation {
    let success = (status, "As it is now", Some(answer));
    let (method, tag) = (HttpMethod::Post, "reports");
    Operation { method, path, tag, summary, query: &[], body: Some(body), success, needs_key: true }
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
