/** API Gateway's event of a request like Logto's. Each `index` is another person and another code. */
export function event(index) {
  return {
    version: '2.0',
    routeKey: 'POST /sms',
    rawPath: '/sms',
    rawQueryString: '',
    headers: { authorization: `Bearer ${process.env.BENCH_TOKEN}`, 'content-type': 'application/json' },
    requestContext: { requestId: `request-${index}`, http: { method: 'POST', path: '/sms', sourceIp: '9.9.9.9' } },
    body: JSON.stringify({
      to: `49151${String(10_000_000 + index)}`,
      type: 'SignIn',
      payload: { code: String(100_000 + (index % 900_000)), locale: 'de' },
      ip: '9.9.9.9',
    }),
    isBase64Encoded: false,
  };
}
