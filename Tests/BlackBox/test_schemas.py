"""The schemas themselves: good examples pass, bad ones fail, references lead somewhere."""

import json

import schemas
from support import SHOP


def examples(folder):
    """(schema name, path) of the example files: the name up to the first point is the schema's."""
    paths = sorted(p for p in folder.iterdir() if p.is_file())
    return [(path.name.split(".")[0], path) for path in paths]


def test_every_schema_has_good_and_bad_examples():
    names = {p.name.removesuffix(".schema.json") for p in schemas.FOLDER.glob("*.schema.json")}
    assert len(names) == 10, names
    assert {name for name, _ in examples(schemas.FOLDER / "examples")} == names
    assert {name for name, _ in examples(schemas.FOLDER / "examples" / "invalid")} == names


def test_good_examples_pass():
    for name, path in examples(schemas.FOLDER / "examples"):
        errors = [e.message for e in schemas.validator(name).iter_errors(schemas.load(path))]
        assert not errors, f"{path.name}: {errors[:3]}"


def test_bad_examples_fail():
    for name, path in examples(schemas.FOLDER / "examples" / "invalid"):
        assert not schemas.validator(name).is_valid(schemas.load(path)), f"{path.name} passes"


def test_a_schema_knows_its_file_name():
    for path in schemas.FOLDER.glob("*.schema.json"):
        schema = schemas.load(path)
        assert schema["$id"].endswith("/" + path.name), path.name
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema", path.name


def test_every_property_is_described():
    def walk(name, schema):
        for key, value in schema.get("properties", {}).items():
            described = {"description", "const", "$ref"} & value.keys()
            assert described, f"{name}: {key} has no description"
            walk(name, value)
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), dict):
                walk(name, schema[key])

    for path in schemas.FOLDER.glob("*.schema.json"):
        schema = schemas.load(path)
        assert schema["description"]
        for part in [schema, *schema.get("$defs", {}).values()]:
            walk(path.name, part)


def test_the_example_shop_is_a_configuration():
    schemas.check("config", [schemas.load(SHOP)])
    schemas.check("rule-tests", [schemas.load(SHOP.with_suffix(".test.yaml"))])


def test_outputs_are_closed():
    names = "segment-change", "churn-alert", "persona-refresh", "profile", "dead-letter"
    names += "summary", "config", "rule-tests", "models"
    for name in names:
        schema = schemas.load(schemas.FOLDER / f"{name}.schema.json")
        closed = schema.get("additionalProperties", schema.get("unevaluatedProperties"))
        assert closed is False, name


def asyncapi():
    return schemas.load(schemas.FOLDER / "asyncapi.yaml")


def references(node):
    """Every $ref below a node."""
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_asyncapi_references_resolve():
    document = asyncapi()
    for reference in references(document):
        file, _, pointer = reference.partition("#")
        target = schemas.load(schemas.FOLDER / file) if file else document
        for key in [k for k in pointer.split("/") if k]:
            assert key in target, f"{reference} leads nowhere"
            target = target[key]


def test_asyncapi_covers_inputs_and_outputs():
    document = asyncapi()
    assert document["asyncapi"].startswith("3.")
    shop = schemas.load(SHOP)
    outputs = shop["outputs"]
    topics = {i["topic"] for i in shop["inputs"]}
    topics |= {outputs["segment_changes"], outputs["churn_alerts"], outputs["dead_letters"]}
    topics |= {"shop.profiles", outputs.get("persona_refreshes", "shop.persona-refreshes")}
    topics |= {"shop.models"}
    assert {c["address"] for c in document["channels"].values()} == topics
    used = {o["channel"]["$ref"].split("/")[-1] for o in document["operations"].values()}
    assert used == set(document["channels"])


def test_asyncapi_knows_the_reasons_of_dead_letters():
    document = asyncapi()
    headers = document["components"]["schemas"]["deadLetterHeaders"]["properties"]
    schema = schemas.load(schemas.FOLDER / "dead-letter.schema.json")
    assert headers["martlet.errors.reason"]["enum"] == schema["$defs"]["reason"]["enum"]


def test_examples_in_schemas_pass():
    for path in schemas.FOLDER.glob("*.schema.json"):
        schema = json.loads(path.read_text())
        schemas.check(path.name.removesuffix(".schema.json"), schema.get("examples", []))
