//! The API as its own description tells it.

use serde_json::{Map, Value};

pub struct Parameter {
    pub name: String,
    /// Words that the description gives for it.
    pub words: Vec<String>,
}

pub struct Operation {
    pub method: String,
    pub path: String,
    pub query: Vec<Parameter>,
    pub body: Option<Value>,
}

impl Operation {
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

pub struct Description {
    pub operations: Vec<Operation>,
    schemas: Map<String, Value>,
}

/// What a description quotes in backticks: the words that a value can be, or an example of one.
pub fn quoted(schema: &Value) -> Vec<String> {
    let said = schema["description"].as_str().unwrap_or_default();
    said.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn operation(method: &str, path: &str, told: &Value) -> Operation {
    let parameters = told["parameters"].as_array().cloned().unwrap_or_default();
    let query = parameters.iter().filter(|one| one["in"] == "query");
    let parameter =
        |one: &Value| Parameter { name: one["name"].as_str().expect("a name").to_owned(), words: quoted(one) };
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        query: query.map(parameter).collect(),
        body: told["requestBody"]["content"]["application/json"].get("schema").cloned(),
    }
}

impl Description {
    pub fn read(json: &Value) -> Description {
        let paths = json["paths"].as_object().expect("paths").iter();
        let of_path = |(path, methods): (&String, &Value)| {
            let methods = methods.as_object().expect("methods").clone();
            methods.into_iter().map(|(method, told)| operation(&method, path, &told)).collect::<Vec<_>>()
        };
        let schemas = json["components"]["schemas"].as_object().expect("schemas").clone();
        Description { operations: paths.flat_map(of_path).collect(), schemas }
    }

    /// The schema itself where it only names another.
    pub fn resolved(&self, schema: &Value) -> Value {
        match schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
            Some(name) => self.schemas.get(name).cloned().unwrap_or(Value::Null),
            None => schema.clone(),
        }
    }
}
