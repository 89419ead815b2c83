// The API as this page needs it. The key is kept by the tab and sent as a header, so no other site can make the browser send it.
const keyName = 'provisioning-api-key';

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail || problem?.title || `The server answered ${status}.`);
    this.status = status;
    this.code = problem?.code;
    this.details = problem?.details ?? [];
    this.retryAfter = problem?.retryAfter;
  }
}

export const key = {
  get: () => sessionStorage.getItem(keyName),
  set: value => sessionStorage.setItem(keyName, value),
  clear: () => sessionStorage.removeItem(keyName),
};

export async function call(method, path, { body, headers, signal, accept = 'application/json' } = {}) {
  const response = await fetch(path, {
    method,
    signal,
    cache: 'no-store',
    redirect: 'error',
    headers: {
      Accept: accept,
      ...(key.get() ? { 'X-Api-Key': key.get() } : {}),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) {
    let problem = null;
    try { problem = await response.json(); } catch { /* not every failure has a body */ }
    throw new ApiError(response.status, problem);
  }
  return response;
}

export const get = async (path, options) => (await call('GET', path, options)).json();

// A change is given an operation id here, so that a lost answer can be asked for again and is not done twice.
export const change = async (method, path, body, headers) => {
  const options = { body, headers: { 'Idempotency-Key': crypto.randomUUID?.() ?? randomId(), ...headers } };
  for (let attempt = 1; ; attempt++) {
    try {
      return await (await call(method, path, options)).json();
    } catch (error) {
      if (error instanceof ApiError || attempt === 3) { throw error; }
      await new Promise(resolve => setTimeout(resolve, 500 * attempt));
    }
  }
};

// crypto.randomUUID exists in secure contexts only; a loopback address is one, a plain address in a network is not.
const randomId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');

// Server-sent events by fetch, since EventSource cannot send a header. Ends when the server ends them.
export async function events(path, onEvent, signal) {
  const response = await call('GET', path, { signal, accept: 'text/event-stream' });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) { return; }
    buffer += value.replaceAll('\r', '');
    let end;
    while ((end = buffer.indexOf('\n\n')) >= 0) {
      const event = { type: 'message', data: [] };
      for (const line of buffer.slice(0, end).split('\n')) {
        const colon = line.indexOf(':');
        if (colon <= 0) { continue; }
        const field = line.slice(0, colon);
        const text = line.slice(colon + 1).replace(/^ /, '');
        if (field === 'event') { event.type = text; } else if (field === 'data') { event.data.push(text); }
      }
      buffer = buffer.slice(end + 2);
      if (event.data.length > 0) { onEvent(event.type, JSON.parse(event.data.join('\n'))); }
    }
  }
}
