import { ApiError, change, events, get, key } from './api.js';

const pollInterval = 2000;
const logLimit = 2000;
const $ = id => document.getElementById(id);

// Everything shown comes in as text: nothing that a project, a template or a service says is ever read as markup.
function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) { element.addEventListener(name.slice(2), value); }
    else if (value === true) { element.setAttribute(name, ''); }
    else if (value !== false && value !== null && value !== undefined) { element.setAttribute(name, value); }
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

const state = { projects: [], next: null, limit: 50, selected: null, project: null, busy: false, stop: null, logs: null, list: 0 };

const announce = text => { $('announcer').textContent = text; };
const when = time => time ? new Date(time).toLocaleString() : '–';
const badge = (text, busy = false) => el('span', { class: 'state', 'data-state': text, 'data-busy': String(busy) }, text);
const isOver = operation => !operation || !['queued', 'running'].includes(operation.state);
const quietly = promise => promise.catch(error => report(error));

function report(error) {
  if (error?.name === 'AbortError') { return; }
  if (error instanceof ApiError && error.status === 401) {
    signOut('This key is not known.');
    return;
  }
  const code = error.code ? ` [${error.code}]` : '';
  $('alert-text').textContent = [`${error.message}${code}`, ...(error.details ?? [])].join('\n');
  $('alert').hidden = false;
}

// ---- signing in ----------------------------------------------------------------------------------------------------

function signOut(reason) {
  key.clear();
  close();
  $('main').hidden = true;
  $('sign-out').hidden = true;
  $('sign-in').hidden = false;
  $('alert').hidden = !reason;
  $('alert-text').textContent = reason ?? '';
  $('api-key').value = '';
  $('api-key').focus();
}

async function enter() {
  const templates = await get('/templates');
  $('create-template').replaceChildren(...templates.map(template => el('option', { value: template.name }, template.name)));
  $('sign-in').hidden = true;
  $('sign-out').hidden = false;
  $('main').hidden = false;
  $('alert').hidden = true;
  await refresh();
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (state.projects.some(project => project.id === wanted)) { open(wanted); }
}

// ---- the list ------------------------------------------------------------------------------------------------------

async function refresh() {
  const round = ++state.list;
  const query = new URLSearchParams({ limit: state.limit, includeDeleted: $('filter-deleted').checked, observe: 'true' });
  if ($('filter-state').value) { query.set('state', $('filter-state').value); }
  const page = await get(`/projects?${query}`);
  if (round !== state.list) { return; } // a later question was answered meanwhile, or will be
  state.projects = page.items;
  state.next = page.next;
  const rows = page.items.map(row);
  const focused = document.activeElement?.dataset?.project;
  $('rows').replaceChildren(...rows);
  if (focused) { $('rows').querySelector(`[data-project="${CSS.escape(focused)}"]`)?.focus(); }
  $('empty').hidden = rows.length > 0;
  $('more').hidden = !page.next;
  $('backend').textContent = page.provider ? `on ${page.provider}` : '';
  $('list-state').textContent = page.observed === false ? 'The backend cannot be looked at now: these are the last known states.' : '';
}

function row(project) {
  return el('tr', { id: `row-${project.id}`, 'aria-current': String(project.id === state.selected) },
    el('td', {},
      el('button', { type: 'button', class: 'link', 'data-project': project.id, onclick: () => open(project.id) }, project.id),
      project.name && project.name !== project.id ? el('div', { class: 'muted' }, project.name) : null),
    el('td', {}, badge(project.state, Boolean(project.operation))),
    el('td', {}, project.template ?? '–'),
    el('td', {}, ...endpoints(project)),
    el('td', {}, project.operation?.kind ?? '–'));
}

function endpoints(project) {
  return (project.endpoints ?? []).map(endpoint => el('div', {}, `${endpoint.name}: `, /^https?:\/\//.test(endpoint.url)
    ? el('a', { href: endpoint.url, rel: 'noreferrer noopener', target: '_blank' }, endpoint.url)
    : endpoint.url));
}

async function poll() {
  if (!document.hidden && !$('main').hidden) {
    try {
      await refresh();
      if (state.selected) { await observe(state.selected); }
    } catch (error) {
      if (error instanceof ApiError) { report(error); } else { $('list-state').textContent = 'The control plane does not answer. It is asked again.'; }
    }
  }
  setTimeout(poll, pollInterval);
}

// ---- one project ---------------------------------------------------------------------------------------------------

function close() {
  state.stop?.abort();
  state.stop = null;
  followLogs(false);
  state.selected = state.project = null;
  $('detail').hidden = true;
}

function open(id) {
  close();
  state.selected = id;
  state.stop = new AbortController();
  history.replaceState(null, '', `#${encodeURIComponent(id)}`);
  $('detail-title').textContent = id;
  $('detail-state').textContent = '';
  for (const part of ['progress', 'logs', 'services', 'operations', 'facts']) { $(part).replaceChildren(); }
  $('detail-failure').hidden = true;
  $('detail').hidden = false;
  $('detail').focus();
  for (const other of $('rows').children) { other.setAttribute('aria-current', String(other.id === `row-${id}`)); }
  quietly(observe(id));
  quietly(watch(id, state.stop.signal));
}

async function observe(id) {
  const path = `/projects/${encodeURIComponent(id)}`;
  try {
    const [project, status, operations] = await Promise.all([
      get(path),
      get(`${path}/status`).catch(error => { if (error instanceof ApiError) { return { services: [], unobserved: error.message }; } throw error; }),
      get(`${path}/operations?limit=20`),
    ]);
    if (state.selected === id) { show(project, status, operations.items); }
  } catch (error) {
    if (error instanceof ApiError && error.status === 404 && state.selected === id) {
      announce(`Project ${id} is gone.`);
      close();
      history.replaceState(null, '', location.pathname);
      $('projects').focus();
      await refresh();
      return;
    }
    throw error;
  }
}

function show(project, status, operations) {
  state.project = project;
  const current = status.state ?? project.state;
  const running = operations.find(operation => !isOver(operation));
  $('detail-state').textContent = current;
  $('detail-state').dataset.state = current;
  $('detail-state').dataset.busy = String(Boolean(running));
  const failure = project.error ? `${project.error.message} [${project.error.code}]` : status.unobserved;
  $('detail-failure').textContent = failure ?? '';
  $('detail-failure').hidden = !failure;
  const facts = [
    ['Name', project.name], ['Template', [project.template, project.templateVersion && `version ${project.templateVersion}`].filter(Boolean).join(', ')],
    ['Domain', project.domain], ['Backend', project.provider], ['Generation', project.generation], ['Created', when(project.createdAt)],
    ['Deleted', project.deletedAt && when(project.deletedAt)], ['Secrets', (project.secrets ?? []).join(', ')],
  ].filter(fact => fact[1]);
  $('facts').replaceChildren(...facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, String(value))]), ...endpointFacts(project));
  $('services').replaceChildren(...(status.services ?? []).map(service => el('tr', {},
    el('td', {}, service.name), el('td', {}, badge(service.state)), el('td', {}, service.health === 'none' ? '–' : service.health), el('td', {}, service.image ?? '–'))));
  $('operations').replaceChildren(...operations.map(operation => el('tr', {},
    el('td', {}, operation.kind), el('td', {}, badge(operation.state, !isOver(operation))), el('td', {}, when(operation.startedAt ?? operation.createdAt)),
    el('td', {}, operation.error ? `${operation.error.message} [${operation.error.code}]` : operation.outcome ?? '–'))));
  allow(current, Boolean(running));
}

const endpointFacts = project => (project.endpoints ?? []).length === 0 ? [] : [el('dt', {}, 'Endpoints'), el('dd', {}, ...endpoints(project))];

function allow(current, running) {
  const deleted = current === 'deleted';
  const can = {
    start: !deleted && current !== 'running', stop: !deleted && current !== 'stopped', repair: true,
    restore: deleted, delete: !deleted, purge: true,
  };
  for (const button of document.querySelectorAll('[data-action]')) {
    button.disabled = running || state.busy || !can[button.dataset.action];
  }
}

// The stream ends with the server's shutdown or a lost connection; it is taken up again until the project is closed.
async function watch(id, signal) {
  while (!signal.aborted) {
    try {
      await events(`/projects/${encodeURIComponent(id)}/events`, (type, data) => {
        if (state.selected !== id) { return; }
        if (type === 'progress') { progress(stepText(data.step, data)); }
        if (type === 'operation') {
          // What happened before this page watched is in the journal.
          if ($('progress').childElementCount === 0) { data.steps.forEach(step => progress(stepText(step.name, step))); }
          progress(`${data.kind}: ${data.state}`);
          announce(`${data.kind} of ${id}: ${data.state}`);
          quietly(observe(id).then(refresh));
        }
      }, signal);
    } catch (error) {
      if (error instanceof ApiError) { if (error.status !== 404) { report(error); } return; }
      if (signal.aborted) { return; }
    }
    await new Promise(resolve => setTimeout(resolve, pollInterval));
  }
}

const stepText = (name, step) => `${name}${step.subject ? ` ${step.subject}` : ''}: ${step.message ?? step.state}`;

function progress(text) {
  append($('progress'), el('li', {}, text));
}

function append(box, child) {
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
  box.append(child);
  while (box.childNodes.length > logLimit) { box.firstChild.remove(); }
  if (atEnd) { box.scrollTop = box.scrollHeight; }
}

// ---- what a person does --------------------------------------------------------------------------------------------

async function act(action) {
  const id = state.selected;
  const path = `/projects/${encodeURIComponent(id)}`;
  if (action === 'purge' && !await confirmed(`Purge ${id}?`, 'Everything of it is removed with its data, for good. Type its id to go on.', 'Purge', id)) { return; }
  if (action === 'delete' && !await confirmed(`Delete ${id}?`, 'Containers are removed. Data, secrets and ports are kept, and Restore brings it back.', 'Delete')) { return; }
  state.busy = true;
  allow($('detail-state').dataset.state, true);
  $('alert').hidden = true;
  try {
    const operation = action === 'delete' ? await change('DELETE', path)
      : action === 'purge' ? await change('DELETE', `${path}?purge=true`, undefined, { 'Confirm-Purge': id })
      : await change('POST', `${path}/${action}`);
    announce(`${operation.kind} of ${id}: ${operation.state}`);
  } finally {
    state.busy = false;
    if (state.selected === id) { await observe(id); }
    await refresh();
  }
}

function confirmed(title, text, button, typed) {
  const dialog = $('confirm');
  $('confirm-title').textContent = title;
  $('confirm-text').textContent = text;
  $('confirm-ok').textContent = button;
  $('confirm-typed').hidden = typed === undefined;
  $('confirm-id').value = '';
  $('confirm-ok').disabled = typed !== undefined;
  $('confirm-id').oninput = () => { $('confirm-ok').disabled = $('confirm-id').value !== typed; };
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise(resolve => dialog.addEventListener('close', () => resolve(dialog.returnValue === 'ok'), { once: true }));
}

function pairs(text) {
  const result = {};
  for (const line of text.split('\n').filter(each => each.trim() !== '')) {
    const at = line.indexOf('=');
    if (at <= 0) { throw new Error('Each line needs NAME=value.'); }
    result[line.slice(0, at).trim()] = line.slice(at + 1);
  }
  return result;
}

async function create() {
  const value = id => $(id).value.trim() || undefined;
  const operation = await change('POST', '/projects', {
    id: value('create-id'), name: value('create-name'), template: $('create-template').value, domain: value('create-domain'),
    variables: pairs($('create-variables').value), secrets: pairs($('create-secrets').value),
  });
  $('create-form').reset();
  $('create').open = false;
  await refresh();
  open(operation.projectId);
}

function followLogs(on) {
  state.logs?.abort();
  state.logs = null;
  $('logs-toggle').setAttribute('aria-pressed', String(on));
  $('logs-toggle').textContent = on ? 'Stop following' : 'Follow logs';
  if (!on) { return; }
  $('logs').replaceChildren();
  const stop = state.logs = new AbortController();
  events(`/projects/${encodeURIComponent(state.selected)}/logs?follow=true&tail=200`, (type, entry) => {
    if (type === 'log') { append($('logs'), document.createTextNode(`${entry.service} | ${entry.message}\n`)); }
  }, stop.signal).catch(report).finally(() => { if (state.logs === stop) { followLogs(false); } });
}

const on = (id, event, handler) => $(id).addEventListener(event, handler);
const submit = (id, handler) => on(id, 'submit', event => { event.preventDefault(); $('alert').hidden = true; quietly(handler()); });

submit('sign-in-form', async () => { key.set($('api-key').value.trim()); await enter(); });
submit('create-form', create);
submit('filter-form', refresh);
on('sign-out', 'click', () => signOut());
on('alert-close', 'click', () => { $('alert').hidden = true; });
on('filter-state', 'change', () => quietly(refresh()));
on('filter-deleted', 'change', () => quietly(refresh()));
on('more', 'click', () => { state.limit = Math.min(state.limit + 50, 500); quietly(refresh()); });
on('detail-close', 'click', () => { const id = state.selected; close(); history.replaceState(null, '', location.pathname); $('rows').querySelector(`[data-project="${CSS.escape(id)}"]`)?.focus(); });
on('logs-toggle', 'click', () => followLogs(!state.logs));
on('confirm-cancel', 'click', () => $('confirm').close(''));
on('confirm-form', 'submit', event => { event.preventDefault(); if (!$('confirm-ok').disabled) { $('confirm').close('ok'); } });
for (const button of document.querySelectorAll('[data-action]')) { button.addEventListener('click', () => quietly(act(button.dataset.action))); }

if (key.get()) { enter().catch(error => { report(error); if (!(error instanceof ApiError)) { $('main').hidden = false; } }); } else { signOut(); }
setTimeout(poll, pollInterval);
