// Lists the npm packages of which the console is built, as a CycloneDX bill of materials on standard output:
//
//   node console-sbom.mjs PACKAGE-LOCK
//
// `npm sbom --omit dev` leaves out packages that tools of the development need too, such as React. The same lock gives the
// same bytes.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

function component([place, { version, license, integrity }]) {
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  const [algorithm, hash] = integrity.split('-');
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    hashes: [
      { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(hash, 'base64').toString('hex') },
    ],
    licenses: [/[ ()]/.test(license) ? { expression: license } : { license: { id: license } }],
    purl,
  };
}

const { name, version, license } = packages[''];
const purl = `pkg:npm/${name}@${version}`;
const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: {
    component: {
      type: 'application',
      'bom-ref': purl,
      name,
      version,
      licenses: [{ license: { id: license } }],
      purl,
    },
  },
  components: Object.entries(packages)
    .filter(([place, { dev, devOptional }]) => place !== '' && !dev && !devOptional)
    .map(component),
};
console.log(JSON.stringify(bom, null, 2));
