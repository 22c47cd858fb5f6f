'use strict';

const assert = require('node:assert');
const net = require('node:net');

const answers = {
  '/moved': 'HTTP/1.1 302 Found\r\nLocation: /chunked\r\nContent-Length: 0\r\n\r\n',
  '/chunked': 'HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n' +
    '5\r\nhello\r\n3;x=1\r\n wo\r\n0\r\nTrailer: x\r\n\r\n',
  '/short': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc',
  '/lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nabc',
};

const server = net.createServer((socket) => {
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    text += chunk;
    const end = text.indexOf('\r\n\r\n');
    if (end === -1) return;
    const path = text.split(' ')[1];
    if (answers[path] !== undefined) socket.end(answers[path]);
    else if (path === '/echo' && (text.endsWith('|') || text.endsWith('0\r\n\r\n'))) {
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
    }
  });
});

server.listen(0, '127.0.0.1', async () => {
  const origin = `http://127.0.0.1:${server.address().port}`;
  try {
    const response = await fetch(`${origin}/moved`);
    assert.deepStrictEqual([response.status, response.statusText, response.redirected], [200, 'Fine', true]);
    assert.strictEqual(response.url, `${origin}/chunked`);
    assert.deepStrictEqual(response.headers.getSetCookie(), ['a', 'b']);
    assert.strictEqual(await response.text(), 'hello wo');
    assert.strictEqual(response.bodyUsed, true);
    await assert.rejects(response.text(), TypeError);

    const echoed = await (await fetch(`${origin}/echo`, {
      method: 'POST', body: 'text|', headers: { 'X-Own': '1' },
    })).text();
    assert.match(echoed, /^POST \/echo HTTP\/1\.1\r\n/);
    assert.match(echoed, /\r\ncontent-type: text\/plain;charset=UTF-8\r\n/i);
    assert.match(echoed, /\r\nx-own: 1\r\n/i);
    assert.match(echoed, /\r\ncontent-length: 5\r\n/i);

    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('abc'));
        controller.close();
      },
    });
    const streamed = await (await fetch(`${origin}/echo`, { method: 'POST', body: stream, duplex: 'half' })).text();
    assert.match(streamed, /\r\n\r\n3\r\nabc\r\n0\r\n\r\n$/);

    const aborted = new AbortController();
    const hanging = fetch(`${origin}/never`, { signal: aborted.signal });
    setImmediate(() => aborted.abort());
    await assert.rejects(hanging, { name: 'AbortError' });

    await assert.rejects(fetch(`${origin}/short`).then((short) => short.text()));
    await assert.rejects(fetch(`${origin}/lengths`), { name: 'TypeError', message: 'fetch failed' });
  } finally {
    server.close();
  }
});
