// The style of the contract's page has a dark variant, which it asks for by a class.
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

// No validator badge: it would send the address of this server to another one.
window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
  // It has a label beside it that is not tied to it.
  onComplete: () => document.getElementById('servers')?.setAttribute('aria-label', 'Server'),
});
