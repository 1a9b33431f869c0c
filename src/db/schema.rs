//! The tables, as `migrations/` builds them (a test compares the two).

diesel::table! {
    divisions (code) {
        code -> Text,
        name -> Text,
        parent_code -> Nullable<Text>,
        kind -> Text,
        area_km2 -> Nullable<Double>,
        lat -> Nullable<Double>,
        lon -> Nullable<Double>,
        valid_from -> Nullable<Date>,
        valid_to -> Nullable<Date>,
        batch_id -> Nullable<Text>,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    boundaries (division_code) {
        division_code -> Text,
        rings -> Text,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    industries (code) {
        code -> Text,
        name -> Text,
        parent_code -> Nullable<Text>,
        standard -> Text,
        batch_id -> Nullable<Text>,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    categories (id) {
        id -> Text,
        name -> Text,
        batch_id -> Nullable<Text>,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    chain_edges (from_id, relation, to_id) {
        from_id -> Text,
        relation -> Text,
        to_id -> Text,
        weight -> Nullable<Double>,
        source -> Text,
        batch_id -> Nullable<Text>,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    firms (id) {
        id -> Text,
        code -> Text,
        name -> Text,
        full_name -> Text,
        uscc -> Nullable<Text>,
        industry_code -> Nullable<Text>,
        division_code -> Nullable<Text>,
        address -> Text,
        lat -> Nullable<Double>,
        lon -> Nullable<Double>,
        datum -> Nullable<Text>,
        employees -> Nullable<BigInt>,
        revenue_wan -> Nullable<BigInt>,
        founded_on -> Nullable<Date>,
        tags -> Text,
        website -> Text,
        description -> Text,
        contact_name -> Text,
        contact_phone -> Text,
        verification -> Text,
        verification_note -> Text,
        verified_at -> Nullable<Timestamp>,
        waiting_since -> Nullable<Timestamp>,
        identity_before -> Nullable<Text>,
        name_key -> Text,
        batch_id -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    products (id) {
        id -> Text,
        code -> Text,
        firm_id -> Text,
        name -> Text,
        category_id -> Nullable<Text>,
        description -> Text,
        specs -> Text,
        unit -> Text,
        price_from -> Nullable<BigInt>,
        price_to -> Nullable<BigInt>,
        price_visibility -> Text,
        tax_included -> Nullable<Bool>,
        min_order -> Nullable<BigInt>,
        capacity_per_month -> Nullable<BigInt>,
        lead_days -> Nullable<BigInt>,
        certificates -> Text,
        revenue_share -> Nullable<Double>,
        state -> Text,
        published_at -> Nullable<Timestamp>,
        confirmed_at -> Nullable<Timestamp>,
        batch_id -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    needs (id) {
        id -> Text,
        code -> Text,
        firm_id -> Text,
        text -> Text,
        category_id -> Nullable<Text>,
        for_product -> Text,
        specs -> Text,
        quantity -> Nullable<BigInt>,
        unit -> Text,
        period -> Text,
        budget_wan -> Nullable<BigInt>,
        needed_by -> Nullable<Date>,
        current_source -> Text,
        state -> Text,
        published_at -> Nullable<Timestamp>,
        confirmed_at -> Nullable<Timestamp>,
        batch_id -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    pictures (id) {
        id -> Text,
        product_id -> Text,
        position -> BigInt,
        width -> BigInt,
        height -> BigInt,
        bytes -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    view_counts (kind, subject_id) {
        kind -> Text,
        subject_id -> Text,
        views -> BigInt,
    }
}

diesel::table! {
    users (id) {
        id -> Text,
        email -> Text,
        name -> Text,
        password_hash -> Text,
        role -> Text,
        firm_id -> Nullable<Text>,
        division_code -> Nullable<Text>,
        disabled_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Text,
        user_id -> Text,
        created_at -> Timestamp,
        seen_at -> Timestamp,
        expires_at -> Timestamp,
        agent -> Text,
    }
}

diesel::table! {
    invitations (id) {
        id -> Text,
        token_hash -> Text,
        firm_id -> Text,
        email -> Text,
        invited_by -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        accepted_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    password_resets (token_hash) {
        token_hash -> Text,
        user_id -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Text,
        name -> Text,
        key_hash -> Text,
        hint -> Text,
        role -> Text,
        firm_id -> Nullable<Text>,
        division_code -> Nullable<Text>,
        created_by -> Nullable<Text>,
        created_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    audit_log (seq) {
        seq -> BigInt,
        at -> Timestamp,
        actor -> Text,
        action -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        old_value -> Nullable<Text>,
        new_value -> Nullable<Text>,
        previous_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    search_dirty (kind, subject_id) {
        kind -> Text,
        subject_id -> Text,
        mark -> Text,
    }
}

diesel::table! {
    search_all_dirty (mark) {
        mark -> Text,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        name -> Text,
        payload -> Text,
        state -> Text,
        attempts -> BigInt,
        run_at -> Timestamp,
        claimed_until -> Nullable<Timestamp>,
        failure -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    import_batches (id) {
        id -> Text,
        source -> Text,
        fingerprint -> Text,
        actor -> Text,
        actor_name -> Text,
        firm_id -> Nullable<Text>,
        state -> Text,
        skip_bad -> Bool,
        rows_done -> BigInt,
        rows_total -> BigInt,
        counts -> Text,
        faults -> BigInt,
        warnings -> Text,
        outcome -> Text,
        created_at -> Timestamp,
        applied_at -> Nullable<Timestamp>,
        undone_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    import_changes (batch_id, subject_kind, subject_id) {
        batch_id -> Text,
        subject_kind -> Text,
        subject_id -> Text,
        before -> Text,
    }
}

diesel::table! {
    import_faults (batch_id, position) {
        batch_id -> Text,
        position -> BigInt,
        fault -> Text,
    }
}

diesel::table! {
    site_secrets (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    search_log (text, kind, day) {
        text -> Text,
        kind -> Text,
        day -> Date,
        times -> BigInt,
        found -> BigInt,
    }
}

diesel::table! {
    synonyms (id) {
        id -> Text,
        word -> Text,
        other -> Text,
        note -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    saved_searches (id) {
        id -> Text,
        user_id -> Text,
        name -> Text,
        search -> Text,
        created_at -> Timestamp,
        cadence -> Text,
        looked_at -> Nullable<Timestamp>,
        seen -> Text,
    }
}

diesel::table! {
    pairings (id) {
        id -> Text,
        need_id -> Text,
        product_id -> Text,
        buyer_id -> Text,
        seller_id -> Text,
        place -> Nullable<BigInt>,
        score -> BigInt,
        fit -> Text,
        good -> Text,
        state -> Text,
        reason -> Nullable<Text>,
        note -> Text,
        facts -> Text,
        state_at -> Timestamp,
    }
}

diesel::table! {
    pairing_events (id) {
        id -> Text,
        pairing_id -> Text,
        at -> Timestamp,
        side -> Text,
        user_id -> Nullable<Text>,
        state -> Text,
        reason -> Nullable<Text>,
        note -> Text,
    }
}

diesel::table! {
    match_dirty (kind, subject_id) {
        kind -> Text,
        subject_id -> Text,
        mark -> Text,
    }
}

diesel::table! {
    match_runs (id) {
        id -> Text,
        asked_at -> Timestamp,
        after_need -> Text,
        done -> BigInt,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    latent_answers (firm_id, name) {
        firm_id -> Text,
        name -> Text,
        answer -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    chain_refusals (input, product) {
        input -> Text,
        product -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    match_weights (version) {
        version -> BigInt,
        weights -> Text,
        note -> Text,
        author -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    plans (id) {
        id -> Text,
        name -> Text,
        rules -> Text,
        state -> Text,
        score -> BigInt,
        chance -> BigInt,
        bonus -> BigInt,
        bound -> BigInt,
        effects -> Text,
        failure -> Text,
        author -> Text,
        made_at -> Timestamp,
    }
}

diesel::table! {
    plan_choices (plan_id, need_id) {
        plan_id -> Text,
        need_id -> Text,
        product_id -> Text,
        seller_id -> Text,
        score -> BigInt,
        place -> BigInt,
        short -> BigInt,
        pinned -> Bool,
    }
}

diesel::table! {
    plan_wishes (need_id, seller_id) {
        need_id -> Text,
        seller_id -> Text,
        wish -> Text,
        author -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    enquiries (id) {
        id -> Text,
        code -> Text,
        owner -> Text,
        made_by -> Text,
        buyer_firm_id -> Nullable<Text>,
        buyer_name -> Text,
        title -> Text,
        note -> Text,
        deadline -> Nullable<Timestamp>,
        state -> Text,
        sent_at -> Nullable<Timestamp>,
        opened_at -> Nullable<Timestamp>,
        cancelled_at -> Nullable<Timestamp>,
        cancel_reason -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    enquiry_lines (enquiry_id, position) {
        enquiry_id -> Text,
        position -> BigInt,
        text -> Text,
        specs -> Text,
        quantity -> Nullable<BigInt>,
        unit -> Text,
        need_code -> Text,
    }
}

diesel::table! {
    enquiry_suppliers (id) {
        id -> Text,
        enquiry_id -> Text,
        firm_id -> Text,
        answer -> Text,
        note -> Text,
        referred_firm_id -> Nullable<Text>,
        first_answered_at -> Nullable<Timestamp>,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    enquiry_questions (id) {
        id -> Text,
        enquiry_id -> Text,
        supplier_id -> Text,
        text -> Text,
        asked_at -> Timestamp,
        answer -> Text,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    enquiry_files (id) {
        id -> Text,
        enquiry_id -> Text,
        supplier_id -> Nullable<Text>,
        name -> Text,
        kind -> Text,
        bytes -> BigInt,
        sha256 -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    quotes (id) {
        id -> Text,
        enquiry_id -> Text,
        supplier_id -> Text,
        revision -> BigInt,
        sealed -> Text,
        receipt -> Text,
        opened -> Nullable<Text>,
        withdrawn_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    enquiry_choices (enquiry_id) {
        enquiry_id -> Text,
        supplier_id -> Nullable<Text>,
        reasons -> Text,
        snapshot -> Text,
        hash -> Text,
        made_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    deals (id) {
        id -> Text,
        code -> Text,
        enquiry_id -> Text,
        title -> Text,
        owner -> Text,
        buyer_firm_id -> Nullable<Text>,
        buyer_name -> Text,
        seller_firm_id -> Text,
        amount -> BigInt,
        starts_on -> Date,
        ends_on -> Nullable<Date>,
        is_local -> Bool,
        proposed_by -> Text,
        state -> Text,
        reason -> Text,
        created_at -> Timestamp,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    deal_ratings (deal_id, side) {
        deal_id -> Text,
        side -> Text,
        score -> BigInt,
        text -> Text,
        created_at -> Timestamp,
        reply -> Text,
        replied_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    cluster_snapshots (quarter) {
        quarter -> Text,
        made_at -> Timestamp,
        version -> BigInt,
        coverage -> Text,
    }
}

diesel::table! {
    cluster_cells (quarter, district, industry) {
        quarter -> Text,
        district -> Text,
        industry -> Text,
        plants -> BigInt,
        stated -> BigInt,
        jobs -> BigInt,
        squares -> Double,
        fourths -> Double,
        top1 -> BigInt,
        top2 -> BigInt,
    }
}

diesel::table! {
    cluster_hexagons (quarter, hexagon) {
        quarter -> Text,
        hexagon -> Text,
        plants -> BigInt,
        stated -> BigInt,
        jobs -> BigInt,
        squares -> Double,
        fourths -> Double,
        top1 -> BigInt,
        top2 -> BigInt,
    }
}

diesel::table! {
    alert_matters (id) {
        id -> Text,
        kind -> Text,
        subject_id -> Text,
        code -> Text,
        title -> Text,
        division_code -> Nullable<Text>,
        started_at -> Timestamp,
        level -> Nullable<Text>,
        next_at -> Nullable<Timestamp>,
        cleared_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    alert_tasks (id) {
        id -> Text,
        kind -> Text,
        title -> Text,
        category_id -> Nullable<Text>,
        wanted -> BigInt,
        division_code -> Nullable<Text>,
        since -> Timestamp,
        author -> Text,
        created_at -> Timestamp,
        done_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    alert_levels (matter_id, level) {
        matter_id -> Text,
        level -> Text,
        due_at -> Timestamp,
        told_at -> Nullable<Timestamp>,
        told_to -> Nullable<Text>,
    }
}

diesel::table! {
    alert_replies (id) {
        id -> Text,
        matter_id -> Text,
        text -> Text,
        is_end -> Bool,
        author -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    alert_posts (division_code, level) {
        division_code -> Text,
        level -> Text,
        email -> Text,
    }
}

diesel::table! {
    alert_notices (year) {
        year -> BigInt,
        text -> Text,
    }
}

diesel::table! {
    leaderboard_formulas (version) {
        version -> Text,
        line -> Text,
        author -> Text,
        made_at -> Timestamp,
    }
}

diesel::table! {
    leaderboard_quarters (quarter) {
        quarter -> Text,
        csv -> Text,
        published_at -> Timestamp,
    }
}

diesel::table! {
    leaderboard_evidence (quarter, position) {
        quarter -> Text,
        position -> BigInt,
        measure -> Text,
        division_code -> Text,
        subject -> Text,
        day -> Date,
        amount -> BigInt,
    }
}

diesel::table! {
    leaderboard_appeals (id) {
        id -> Text,
        quarter -> Text,
        code -> Text,
        reason -> Text,
        rank -> BigInt,
        medal -> Nullable<Text>,
        author -> Text,
        at -> Timestamp,
        outcome -> Nullable<Text>,
        answer -> Text,
        decided_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    referrals (id) {
        id -> Text,
        matter -> Text,
        title -> Text,
        from_code -> Text,
        to_code -> Text,
        note -> Text,
        state -> Text,
        author -> Text,
        made_at -> Timestamp,
        reply -> Text,
        answered_at -> Nullable<Timestamp>,
        landed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    fairs (id) {
        id -> Text,
        name -> Text,
        place -> Text,
        held_on -> Date,
        starts_at -> BigInt,
        slot_minutes -> BigInt,
        slots -> BigInt,
        tables -> BigInt,
        per_row -> BigInt,
        everyone_first -> Bool,
        author -> Text,
        created_at -> Timestamp,
        planned_at -> Nullable<Timestamp>,
        asked -> BigInt,
    }
}

diesel::table! {
    fair_firms (fair_id, firm_id) {
        fair_id -> Text,
        firm_id -> Text,
        presence -> Text,
        from_slot -> BigInt,
        most_talks -> BigInt,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    fair_talks (id) {
        id -> Text,
        fair_id -> Text,
        slot -> BigInt,
        seat -> BigInt,
        need_id -> Text,
        product_id -> Text,
        buyer_id -> Text,
        seller_id -> Text,
        score -> BigInt,
    }
}

diesel::table! {
    fair_outcomes (talk_id, firm_id, days) {
        talk_id -> Text,
        firm_id -> Text,
        days -> BigInt,
        outcome -> Text,
        note -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    purchase_lists (id) {
        id -> Text,
        owner -> Text,
        made_by -> Text,
        name -> Text,
        notes -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        matched_at -> Nullable<Timestamp>,
        sent_code -> Nullable<Text>,
    }
}

diesel::table! {
    purchase_lines (list_id, position) {
        list_id -> Text,
        position -> BigInt,
        row_number -> BigInt,
        code -> Text,
        name -> Text,
        specs -> Text,
        quantity -> Nullable<BigInt>,
        unit -> Text,
        price -> Nullable<BigInt>,
        budget -> Nullable<BigInt>,
        needed_by -> Nullable<Date>,
        faults -> Text,
        good -> Text,
        is_matched -> Bool,
        need_code -> Text,
    }
}

diesel::table! {
    purchase_candidates (list_id, position, product_id) {
        list_id -> Text,
        position -> BigInt,
        product_id -> Text,
        score -> BigInt,
        fit -> Text,
        is_chosen -> Bool,
        enquiry_code -> Text,
    }
}

diesel::table! {
    shortlists (id) {
        id -> Text,
        owner -> Text,
        made_by -> Text,
        name -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    shortlist_items (shortlist_id, kind, subject_id) {
        shortlist_id -> Text,
        kind -> Text,
        subject_id -> Text,
        added_at -> Timestamp,
    }
}

diesel::table! {
    leads (text, who) {
        text -> Text,
        who -> Text,
        day -> Date,
    }
}

diesel::table! {
    outbox (id) {
        id -> Text,
        recipient -> Text,
        subject -> Text,
        body -> Text,
        created_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        failure -> Nullable<Text>,
        attempts -> BigInt,
        retry_at -> Timestamp,
        secret_until -> Nullable<Timestamp>,
        way -> Text,
        stops -> Nullable<Text>,
        status -> Nullable<BigInt>,
    }
}

diesel::table! {
    notices (id) {
        id -> Text,
        user_id -> Text,
        topic -> Text,
        title_zh -> Text,
        title_en -> Text,
        path -> Text,
        created_at -> Timestamp,
        read_at -> Nullable<Timestamp>,
        mail_due_at -> Nullable<Timestamp>,
        mailed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    notice_wishes (user_id, topic) {
        user_id -> Text,
        topic -> Text,
        cadence -> Text,
    }
}

diesel::table! {
    notice_hours (user_id) {
        user_id -> Text,
        quiet_from -> BigInt,
        quiet_to -> BigInt,
    }
}

diesel::table! {
    hooks (id) {
        id -> Text,
        firm_id -> Nullable<Text>,
        way -> Text,
        name -> Text,
        host -> Text,
        sealed -> Text,
        topics -> Text,
        failures -> BigInt,
        disabled_at -> Nullable<Timestamp>,
        created_by -> Text,
        created_at -> Timestamp,
    }
}

diesel::joinable!(fair_firms -> firms (firm_id));
diesel::joinable!(fair_firms -> fairs (fair_id));
diesel::joinable!(fair_outcomes -> fair_talks (talk_id));
diesel::joinable!(boundaries -> divisions (division_code));
diesel::joinable!(alert_levels -> alert_matters (matter_id));
diesel::joinable!(enquiry_suppliers -> firms (firm_id));
diesel::joinable!(enquiry_suppliers -> enquiries (enquiry_id));
diesel::joinable!(products -> firms (firm_id));
diesel::joinable!(products -> categories (category_id));
diesel::joinable!(needs -> firms (firm_id));
diesel::joinable!(needs -> categories (category_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(pairings -> needs (need_id));
diesel::joinable!(pairings -> products (product_id));
diesel::joinable!(plan_choices -> needs (need_id));
diesel::joinable!(plan_choices -> products (product_id));
diesel::joinable!(plan_choices -> plans (plan_id));
diesel::joinable!(plan_wishes -> needs (need_id));
diesel::joinable!(plan_wishes -> firms (seller_id));
diesel::joinable!(pairing_events -> pairings (pairing_id));
diesel::allow_tables_to_appear_in_same_query!(
    outbox,
    notices,
    notice_wishes,
    notice_hours,
    hooks,
    purchase_lists,
    purchase_lines,
    purchase_candidates,
    shortlists,
    shortlist_items,
    leads,
    divisions,
    boundaries,
    industries,
    categories,
    chain_edges,
    firms,
    products,
    needs,
    pictures,
    view_counts,
    users,
    sessions,
    invitations,
    password_resets,
    api_keys,
    audit_log,
    search_dirty,
    search_all_dirty,
    jobs,
    import_batches,
    import_changes,
    site_secrets,
    import_faults,
    search_log,
    synonyms,
    saved_searches,
    pairings,
    pairing_events,
    match_dirty,
    match_runs,
    latent_answers,
    chain_refusals,
    match_weights,
    plans,
    plan_choices,
    plan_wishes,
    enquiries,
    enquiry_lines,
    enquiry_suppliers,
    enquiry_questions,
    enquiry_files,
    quotes,
    enquiry_choices,
    deals,
    deal_ratings,
    cluster_snapshots,
    cluster_cells,
    cluster_hexagons,
    alert_matters,
    alert_tasks,
    alert_levels,
    alert_replies,
    alert_posts,
    alert_notices,
    leaderboard_formulas,
    leaderboard_quarters,
    leaderboard_evidence,
    leaderboard_appeals,
    referrals,
    fairs,
    fair_firms,
    fair_talks,
    fair_outcomes,
);
