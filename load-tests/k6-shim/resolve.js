// Node's resolve hook: 'k6', 'k6/http', 'k6/ws' and 'k6/metrics' are files of the shim; the scripts are ES modules, as in k6.
const modules = { k6: 'k6.js', 'k6/http': 'http.js', 'k6/ws': 'ws.js', 'k6/metrics': 'metrics.js' };

export async function resolve(specifier, context, next) {
  const file = modules[specifier];
  if (file) {
    return { url: new URL(`./modules/${file}`, import.meta.url).href, format: 'module', shortCircuit: true };
  }
  if (specifier.startsWith('k6/')) {
    throw new Error(`the shim has no ${specifier}`);
  }
  return next(specifier, context);
}
