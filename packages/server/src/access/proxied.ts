/**
 * Headers that proxies, load balancers, tunnels and content networks add, and programs that ask directly do not. By kind,
 * since every product has names of its own: who forwarded it, for which address, under which original URL.
 */
const proxyHeaders: readonly RegExp[] = [
  // Forwarded, X-Forwarded-*, X-Forward-For, Forwarded-For, Via, Proxy-Connection, X-Proxy-*, X-Proxied-*
  /(?:^|-)(?:forward|forwarded|proxy|proxied|proxyuser)(?:-|$)/,
  /^(?:x-)?via$/,
  // X-Real-IP, True-Client-IP, X-Client-IP, X-Cluster-Client-IP, CF-Connecting-IP, Fastly-Client-IP, X-Remote-Addr
  /(?:^|-)ip$/,
  /-(?:addr|address)$/,
  /^(?:x-)?(?:client|real|remote|peer|originating)-(?:ip|addr|address|host|port|user)/,
  // X-Original-URL, X-Original-Host, X-Rewrite-URL, X-Host, X-Scheme, X-Url-Scheme, Front-End-Https
  /^x-(?:original|rewrite|real|url-scheme|scheme|host|https|ssl|request-start|accel|sendfile)(?:-|$)/,
  /^(?:front-end-https|ssl-client|x-client-(?:cert|verify|dn))/,
  // Products: Cloudflare, CloudFront, AWS, Azure, Google, Fastly, Fly, Akamai, Envoy, Traefik, Tailscale, ngrok, …
  /^(?:x-)?(?:cf|cdn|cloudfront|amzn|amz-cf|azure|arr|appengine|appgw|gfe|fastly|fly|akamai|envoy|traefik)(?:-|$)/,
  /^(?:x-)?(?:tailscale|ngrok|vercel|nf|railway|render|heroku|zrok|frp|varnish|squid|sucuri|incap|istio|nginx)(?:-|$)/,
  // Sign-in in front of the server: oauth2-proxy, Authelia, authentik, Pomerium, App Service.
  /^(?:x-)?(?:auth-request|authentik|pomerium|webauth|ms-client-principal|goog-authenticated|goog-iap)(?:-|$)/,
  /^remote-(?:user|name|email|groups)$/,
];

/**
 * The sign that a request came through a proxy: the name of a header, or `HTTP/1.0`, which proxies speak by default and
 * current programs do not. Undefined without one.
 */
export function proxySign(headers: Headers, httpVersion: string | undefined): string | undefined {
  if (httpVersion !== undefined && Number.parseFloat(httpVersion) < 1.1) return `HTTP/${httpVersion}`;
  for (const name of headers.keys()) {
    if (proxyHeaders.some((pattern) => pattern.test(name))) return name;
  }
  return undefined;
}
