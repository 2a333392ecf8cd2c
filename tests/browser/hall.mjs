// The service hall as people meet it: the real server as a process of its own, and a real browser.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.env.QAIDAM_BROWSER_FOLDER;
const require = createRequire(join(folder, 'package.json'));
const { chromium } = require('playwright-core');
const axe = require('axe-core');

export const source = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

// Invented, as all people of the example's community are.
export const phones = {
    resident: '19900000116', // 70 years old
    partyMember: '19900000071', // of that resident's building
    gridLeader: '19900000016', // of that building's grid
    clerk: '19900000001',
    officer: '19900000115', // of dept-01
    teamMember: '19900000046', // of team-05
    supervisor: '19900000140',
};

/// A hall on a port that is free, with a journal of its own.
export async function startHall({ now = '2021-12-24 09:12', options = [] } = {}) {
    mkdirSync(join(folder, 'halls'), { recursive: true });
    const own = mkdtempSync(join(folder, 'halls', 'hall-'));
    const data = join(source, 'examples', 'data');
    const process_ = spawn(process.env.QAIDAM_SERVICE_HALL, [
        '--port', '0', '--now', now, '--station', '格尔木', '--journal', join(own, 'journal'), '--codes', join(own, 'codes'),
        ...options, join(data, 'chengdong'), join(data, 'qaidam-rail'), join(data, 'delingha'),
    ], { stdio: ['ignore', 'pipe', openSync(join(own, 'log'), 'w')] });
    const url = await new Promise((found, failed) => {
        let said = '';
        process_.stdout.on('data', (bytes) => {
            said += bytes;
            const address = said.match(/http:\/\/127\.0\.0\.1:\d+/);
            if (address) found(address[0]);
        });
        process_.on('exit', () => failed(new Error('the hall did not start: ' + readFileSync(join(own, 'log'), 'utf8'))));
    });
    return {
        url,
        /// The last code that was sent to the phone.
        codeOf: (phone) => readFileSync(join(own, 'codes'), 'utf8').trim().split('\n')
            .map((line) => line.split(' ')).filter(([to]) => to === phone).at(-1)[1],
        stop: () => new Promise((ended) => {
            process_.removeAllListeners('exit');
            process_.on('exit', ended);
            process_.kill('SIGTERM');
        }),
    };
}

export const startBrowser = () => chromium.launch({
    executablePath: process.env.QAIDAM_CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

/// Pages that were looked at, by language, width and what they are made of: axe takes its time, and finds in one what it finds in the next.
const seen = new Set();

/// Somebody at a browser of their own. Each page that they come to is looked at: `faults` are what they would complain of.
export async function somebody(browser, hall, { width = 1400, language = 'en', script = true, look = true } = {}) {
    const context = await browser.newContext({
        viewport: { width, height: 900 }, javaScriptEnabled: script, locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    });
    context.setDefaultTimeout(10000);
    const page = await context.newPage();
    const faults = [];
    const where = () => `${new URL(page.url()).pathname} (${language}, ${width} px)`;
    let expected = 0; // the status of a page that is no fault, which Chromium tells the console
    page.on('console', (said) => {
        if (expected && said.text().includes(`status of ${expected}`)) expected = 0;
        else if (['error', 'warning'].includes(said.type())) faults.push(`${where()}: the console says ${said.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`${where()}: ${error}`));
    const person = {
        page, faults, language,
        /// The next page is answered with this status, and that is right.
        expect(status) { expected = status; },
        /// Looks at the page that is open.
        async see() {
            if (!look) return;
            if (await page.getAttribute('html', 'lang') !== (language === 'zh' ? 'zh-CN' : 'en'))
                faults.push(`${where()}: in another language`);
            const [wide, most] = await page.evaluate(
                () => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
            if (wide > most) faults.push(`${where()}: ${wide} px wide, it scrolls sideways`);
            if (!script) return;
            const parts = await page.evaluate(() => [...new Set([...document.querySelectorAll('*')].map(
                (e) => `${e.localName} ${e.type ?? ''} ${e.className} ${[...e.attributes].map((a) => a.name)}`))].sort().join());
            const kind = [language, width, parts].join();
            if (seen.has(kind)) return;
            seen.add(kind);
            faults.push(...await barriers(page, where()));
        },
        async open(path) {
            const answer = await page.goto(hall.url + path);
            if (answer.status() !== 200) faults.push(`${where()}: answered ${answer.status()}`);
            await person.see();
        },
        async follow(selector) {
            await Promise.all([page.waitForNavigation(), page.click(selector)]);
            await person.see();
        },
        /// Fills in the form and sends it. A field is a text, `true` to tick it, { choose: value } of a group, { option: value } of a list,
        /// or { file }: a path, or { name, mimeType, buffer }.
        async send(form, fields = {}) {
            const fold = page.locator(`details:not([open]):has(#${form})`);
            if (await fold.count() > 0) await fold.locator('summary').first().click();
            for (const [name, value] of Object.entries(fields)) {
                const field = `#${form} [name="${name}"]`;
                if (value === true) await page.check(field);
                else if (value.choose) await page.check(`${field}[value="${value.choose}"]`);
                else if (value.option) await page.selectOption(field, value.option);
                else if (value.file) await page.setInputFiles(field, value.file);
                else await page.fill(field, value);
            }
            await person.follow(`#${form} button[type=submit]`);
        },
        async signIn(phone) {
            await person.open('/sign-in');
            await person.send('sign-in-form', { phone });
            await person.send('code-form', { code: hall.codeOf(phone) });
        },
        /// Places an order in the four steps, and gives its key.
        async place(item, address, { text = '', atDoor = false, phone, photo } = {}) {
            await person.open('/place');
            await person.follow(`a[href="/place/where?item=${item}"]`);
            await person.send('where-form', { address, ...(atDoor && { at_door: true }) });
            await person.send('text-form', { text });
            await person.send('contact-form', { ...(phone && { phone }), ...(photo && { photo: { file: photo } }) });
            return new URL(page.url()).pathname.split('/').at(-1);
        },
        /// Takes a step at the page of an order, and gives its state then, in the words of the page.
        async step(order, name, fields) {
            if (new URL(page.url()).pathname !== `/orders/${order}`) await person.open(`/orders/${order}`);
            else await page.reload();
            await person.send(`step-${name}`, fields);
            return person.state();
        },
        state: async () => (await page.locator('#facts .state').count()) > 0 ? page.textContent('#facts .state') : '',
        close: () => context.close(),
    };
    return person;
}

/// What axe finds that stops people, or nearly does. It is not loaded by the page, whose policy would forbid it.
async function barriers(page, where) {
    await page.evaluate(axe.source);
    const found = await page.evaluate(() => axe.run({ resultTypes: ['violations'], preload: false }));
    return found.violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map(
        (v) => `${where}: ${v.id}, ${v.help}: ${v.nodes.map((n) => n.html).slice(0, 3).join(' | ')}`);
}
