// Compares the bills of materials of an image with what is in it: each jar is named with its hash, and nothing else is.
//
//   node check-sbom.mjs IMAGE
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const image = process.argv[2];

function read(name) {
  const bom = JSON.parse(readFileSync(path.join(image, 'sbom', name), 'utf8'));
  if (bom.bomFormat !== 'CycloneDX' || !(bom.components?.length > 0)) {
    throw new Error(`sbom/${name} is no CycloneDX bill of materials with components`);
  }
  return bom;
}

/** pkg:maven/GROUP/ARTIFACT@VERSION?classifier=C&type=jar */
function jarName({ purl }) {
  const [, artifact, version, query] = /^pkg:maven\/[^/]+\/([^@]+)@([^?]+)(?:\?(.*))?$/.exec(purl);
  const classifier = new URLSearchParams(query ?? '').get('classifier');
  return `${artifact}-${decodeURIComponent(version)}${classifier ? `-${classifier}` : ''}.jar`;
}

const { components, metadata } = read('bourse.cdx.json');
const named = new Map(components.map((component) => [jarName(component), component]));
const own = jarName(metadata.component);
const wrong = [];
for (const jar of readdirSync(path.join(image, 'lib')).filter((file) => file.endsWith('.jar'))) {
  const hash = createHash('sha256').update(readFileSync(path.join(image, 'lib', jar))).digest('hex');
  const component = named.get(jar);
  named.delete(jar);
  if (jar === own) {
    continue;
  }
  if (!component) {
    wrong.push(`${jar} is in lib, and not in the bill of materials`);
  } else if (!component.hashes?.some(({ alg, content }) => alg === 'SHA-256' && content === hash)) {
    wrong.push(`${jar} is not the file that the bill of materials names`);
  }
}
for (const jar of named.keys()) {
  wrong.push(`${jar} is in the bill of materials, and not in lib`);
}
const console_ = read('console.cdx.json').components.map(({ name }) => name);
const { dependencies } = JSON.parse(readFileSync(new URL('../../web-console/package.json', import.meta.url), 'utf8'));
for (const dependency of Object.keys(dependencies).filter((name) => !console_.includes(name))) {
  wrong.push(`${dependency} is in the console, and not in its bill of materials`);
}
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
console.log(`The bills of materials name all ${components.length} libraries of the server and ${console_.length} of the console.`);
