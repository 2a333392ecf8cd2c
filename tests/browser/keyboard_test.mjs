// One whole order without a mouse: everything is reached by Tab, and it is seen where one is.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { phones, somebody, startBrowser, startHall } from './hall.mjs';

/// Presses Tab until what the selector names has the focus. Where the focus is must be seen.
async function tabTo(page, selector) {
    for (let presses = 0; presses < 120; ++presses) {
        await page.keyboard.press('Tab');
        const [there, seen, what] = await page.evaluate((wanted) => {
            const at = document.activeElement;
            const look = getComputedStyle(at);
            return [at.matches(wanted), look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2, at.outerHTML.slice(0, 120)];
        }, selector);
        assert.ok(seen || what.startsWith('<body'), `the focus is not seen on ${what}`);
        if (there) return;
    }
    assert.fail(`Tab does not reach ${selector} of ${page.url()}`);
}

async function enter(page, selector) {
    await tabTo(page, selector);
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

async function type(page, selector, text) {
    await tabTo(page, selector);
    await page.keyboard.type(text);
}

/// Chooses one of a group: Tab comes to the group, the arrows go on from one to the next.
async function choose(page, name, value) {
    await tabTo(page, `input[name="${name}"]`);
    await page.keyboard.press('Space');
    for (let presses = 0; presses < 50; ++presses) {
        if (await page.evaluate((wanted) => document.activeElement.value === wanted && document.activeElement.checked, value)) return;
        await page.keyboard.press('ArrowDown');
    }
    assert.fail(`${name} cannot be ${value}`);
}

const button = (form) => `#${form} button[type=submit]`;

test('an order is placed, handled and rated without a mouse', async () => {
    const hall = await startHall();
    const browser = await startBrowser();
    const come = async (phone) => {
        const { page } = await somebody(browser, hall, { width: 1400, look: false });
        await page.goto(hall.url + '/');
        if (phone) {
            await enter(page, '#nav-sign-in');
            await type(page, '#phone', phone);
            await enter(page, button('sign-in-form'));
            await type(page, '#code', hall.codeOf(phone));
            await page.keyboard.press('Enter');
            await page.waitForURL('**/work');
        }
        return page;
    };
    try {
        const visitor = await come();
        await visitor.keyboard.press('Tab'); // the first is a way past the menu
        assert.equal(await visitor.evaluate(() => document.activeElement.getAttribute('href')), '#main');
        await enter(visitor, '#go-place');
        await enter(visitor, 'a[href="/place/where?item=snow"]');
        await type(visitor, '#address', '阳光小区3号楼');
        await enter(visitor, button('where-form'));
        await type(visitor, '#text', '楼前结冰');
        await enter(visitor, button('text-form'));
        await type(visitor, '#phone', '13812345678');
        await enter(visitor, button('contact-form'));
        const order = new URL(visitor.url()).pathname.split('/').at(-1);

        const clerk = await come(phones.clerk);
        await enter(clerk, `a[href="/orders/${order}"]`);
        await enter(clerk, button('step-register'));
        await choose(clerk, 'handler', 'department dept-01');
        await enter(clerk, button('step-dispatch'));

        const officer = await come(phones.officer);
        await enter(officer, `a[href="/orders/${order}"]`);
        await enter(officer, button('step-accept'));
        await enter(officer, button('step-feed_back'));

        await clerk.reload();
        await enter(clerk, button('step-pass'));
        await visitor.reload();
        await choose(visitor, 'solved', 'yes');
        await choose(visitor, 'satisfied', 'no');
        await enter(visitor, button('step-rate'));
        assert.equal(await visitor.textContent('#facts .state'), 'solved');
    } finally {
        await browser.close();
        await hall.stop();
    }
});
