// node vercel.mjs NODE_MODULES CONFIGURATION PATHS: what Vercel's own routing library makes of a vercel.json, as JSON on standard output.
//   errors   where the file breaks its schema: the library's own parts for headers, rewrites, redirects and addresses; for the rest, which no
//            package carries, what its command line (64.0.2) checks and its documentation allows, written down here
//   headers  for each of the PATHS the headers of the answer, by the regular expressions to which the library turns each `source`
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, file, listed] = process.argv.slice(2);
const require = createRequire(join(modules, "here.js"));
const { cleanUrlsSchema, getTransformedRoutes, headersSchema, redirectsSchema, rewritesSchema, trailingSlashSchema } = require("@vercel/routing-utils");
const Ajv = require("ajv");

const addresses = { headers: headersSchema, redirects: redirectsSchema, rewrites: rewritesSchema, cleanUrls: cleanUrlsSchema, trailingSlash: trailingSlashSchema };
const place = { type: "string", minLength: 1, maxLength: 512 };
const word = { type: "string", minLength: 1, maxLength: 256 };
const command = { type: "string", minLength: 1, maxLength: 2048 };
// a project may leave out what a service must not even name: an empty command, no framework
const project = { type: ["string", "null"], maxLength: 256 };
const service = {
  type: "object",
  additionalProperties: false,
  required: ["root"],
  properties: {
    root: place, entrypoint: place, outputDirectory: place, framework: word, runtime: word,
    buildCommand: command, installCommand: command, devCommand: command, ignoreCommand: command, ...addresses,
  },
};
const schema = {
  type: "object",
  additionalProperties: false,
  properties: {
    $schema: { const: "https://openapi.vercel.sh/vercel.json" },
    framework: project, buildCommand: project, installCommand: project, outputDirectory: project,
    services: { type: "object", propertyNames: { pattern: "^[a-z]([a-z_-]*[a-z])?$", maxLength: 64 }, additionalProperties: service },
    ...addresses,
  },
  // with services it would be open to which of them these belong
  if: { required: ["services"] },
  then: { not: { anyOf: ["framework", "buildCommand", "installCommand", "outputDirectory"].map((name) => ({ required: [name] })) } },
};

const configuration = JSON.parse(readFileSync(file, "utf8"));
const ajv = new Ajv({ allErrors: true });
const errors = ajv.validate(schema, configuration) ? [] : ajv.errors.map(({ dataPath, message, params }) => `${dataPath} ${message} ${JSON.stringify(params)}`);

const { routes, error } = getTransformedRoutes({ headers: configuration.headers, cleanUrls: configuration.cleanUrls, trailingSlash: configuration.trailingSlash });
if (error) errors.push(error.message);
const rules = (routes ?? []).filter((route) => route.headers && route.continue && !route.status);
const sent = (path) => Object.assign({}, ...rules.filter(({ src }) => new RegExp(src).test(path)).map(({ headers }) => headers));
const headers = Object.fromEntries(JSON.parse(readFileSync(listed, "utf8")).map((path) => [path, sent(path)]));
console.log(JSON.stringify({ errors, headers }));
