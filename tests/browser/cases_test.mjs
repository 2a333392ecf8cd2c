// Orders by every role, at a phone and a desk, in both languages, with scripts and without.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { phones, somebody, startBrowser, startHall } from './hall.mjs';

let browser;
before(async () => { browser = await startBrowser(); });
after(() => browser.close());

const ways = [
    { width: 390, language: 'zh' }, { width: 390, language: 'en' }, { width: 1400, language: 'zh' },
    { width: 1400, language: 'en' }, { width: 390, language: 'zh', script: false },
];
const nameOf = ({ width, language, script = true }) => `${width} px, ${language}${script ? '' : ', without scripts'}`;

/// Runs the case with a hall of its own, at which nobody may find fault.
async function atHall(way, act, hallOptions) {
    const hall = await startHall(hallOptions);
    const everybody = [];
    const come = async (phone) => {
        const person = await somebody(browser, hall, way);
        everybody.push(person);
        if (phone) await person.signIn(phone);
        return person;
    };
    try {
        await act(come, (zh, en) => (way.language === 'zh' ? zh : en));
        assert.deepEqual(everybody.flatMap((p) => p.faults), []);
    } finally {
        for (const person of everybody) await person.close();
        await hall.stop();
    }
}

// The longest: each language, each width and no scripts, once. English is the longer on a phone.
for (const way of [ways[1], ways[2], ways[4]]) {
    test(`the allowance case goes through every role: ${nameOf(way)}`, () => atHall(way, async (come, say) => {
        const resident = await come(phones.resident);
        const order = await resident.place('old-age-allowance', '格桑花苑2号楼3单元402', { text: '腿脚不便，请上门', atDoor: true });
        const clerk = await come(phones.clerk);
        await clerk.open('/work');
        await clerk.follow(`a[href="/orders/${order}"]`);
        assert.equal(await clerk.step(order, 'dispatch', { handler: { choose: 'person p-08-02' } }), say('已派单', 'dispatched'));
        const leader = await come(phones.gridLeader);
        await leader.open('/work');
        assert.equal(await leader.page.locator(`#watched a[href="/orders/${order}"]`).count(), 1);
        const helper = await come(phones.partyMember);
        await helper.open('/work');
        await helper.follow(`#mine a[href="/orders/${order}"]`);
        assert.equal(await helper.step(order, 'accept'), say('办理中', 'in handling'));
        assert.ok((await helper.page.textContent('#facts')).includes('3单元402')); // where to knock
        await helper.step(order, 'visit', { note: '拍照、代为填表、当场提交' });
        assert.equal(await helper.step(order, 'feed_back'), say('待评价', 'to be rated'));
        assert.equal(await resident.step(order, 'rate', { solved: { choose: 'yes' }, satisfied: { choose: 'yes' } }),
            say('已办结', 'solved'));
        await resident.open('/mine');
        const supervisor = await come(phones.supervisor);
        await supervisor.open('/day');
        assert.ok((await supervisor.page.textContent('#moved')).includes(order));
    }));

    test(`an order is declined, appealed, merged, returned and done: ${nameOf(way)}`, () => atHall(way, async (come, say) => {
        const visitor = await come();
        const order = await visitor.place('snow', '阳光小区3号楼', { text: '楼前结冰', phone: '13812345678' });
        const token = await visitor.page.textContent('#token');
        const clerk = await come(phones.clerk);
        assert.equal(await clerk.step(order, 'decline', { reason: '已安排统一清扫' }), say('不予立案', 'declined'));

        const elsewhere = await come(); // another browser, by the token alone
        await elsewhere.open('/follow');
        await elsewhere.send('follow-form', { token });
        await elsewhere.follow(`a[href="/orders/${order}"]`);
        assert.equal(await elsewhere.step(order, 'appeal', { reason: '没有人来扫' }), say('复核中', 'under review'));
        const supervisor = await come(phones.supervisor);
        assert.equal(await supervisor.step(order, 'settle', { reversed: { choose: 'yes' }, reason: '应当受理' }),
            say('已立案', 'registered'));

        const neighbour = await come();
        const same = await neighbour.place('snow', '阳光小区3号楼', { text: '三号楼门口滑' });
        await clerk.open(`/orders/${same}`);
        await clerk.send(`merge-${order}`);
        assert.equal(await clerk.state(), say('已并案', 'merged'));
        await neighbour.open('/mine');
        assert.equal(await neighbour.page.locator(`a[href="/orders/${order}"]`).count(), 1); // they hear of what goes on

        await clerk.step(order, 'dispatch', { handler: { choose: 'team team-05' } });
        const team = await come(phones.teamMember);
        assert.equal(await team.step(order, 'return', { reason: '机具不足' }), say('已退单', 'returned'));
        assert.equal(await supervisor.step(order, 'adjudicate', { handler: { choose: 'department dept-01' }, reason: '权责清单' }),
            say('已派单', 'dispatched'));
        const officer = await come(phones.officer);
        await officer.step(order, 'accept');
        assert.equal(await officer.step(order, 'feed_back', { evidence: 'evidence/snow.jpg' }), say('待核查', 'to be checked'));
        await clerk.step(order, 'pass');
        for (const person of [elsewhere, neighbour])
            assert.equal(await person.step(order, 'rate', { solved: { choose: 'yes' }, satisfied: { choose: 'yes' } }),
                say('已办结', 'solved'));
    }));
}

for (const script of [true, false])
    test(`a place is pointed to on the map ${script ? 'with' : 'without'} script`, () => atHall({ width: 1400, language: 'en', script }, async (come) => {
        const person = await come();
        await person.open('/place/where?item=street-light');
        const map = await (await person.page.request.get(new URL('/grids.svg?lang=en', person.page.url()).href)).text();
        const [, x, y, name] = map.match(/<circle cx="([\d.]+)" cy="([\d.]+)"[^>]*><title>([^<]*)/);
        await person.page.click('details:has(#map) summary');
        await Promise.all([person.page.waitForNavigation(), person.page.click('#map', { position: { x: Number(x), y: Number(y) } })]);
        await person.see();
        assert.ok(await person.page.isVisible('#text-form'));
        assert.match(await person.page.textContent('dl'), new RegExp(name));
    }));

for (const way of [ways[0], ways[3], ways[4]])
    test(`a photo is sent with an order and seen by who handles it: ${nameOf(way)}`, () => atHall(way, async (come) => {
        const resident = await come(phones.resident);
        await resident.open('/');
        const photo = { name: 'IMG_0001.png', mimeType: 'image/png', buffer: await resident.page.screenshot() };
        const order = await resident.place('snow', '阳光小区3号楼', { text: '楼前结冰', photo });
        const clerk = await come(phones.clerk);
        await clerk.open(`/orders/${order}`);
        const link = await clerk.page.getAttribute('#facts a[href*="/photos/"]', 'href');
        clerk.expect(404); // a picture has no icon
        const shown = await clerk.page.goto(new URL(link, clerk.page.url()).href);
        assert.equal(shown.headers()['content-type'], 'image/png');
        if (way.script === false) return;
        assert.deepEqual(await clerk.page.evaluate(() => [document.images[0].naturalWidth, document.images[0].naturalHeight]),
            [way.width, 900]);
    }));

for (const way of [ways[0], ways[3], ways[4]])
    test(`a clerk places what they choose of a chat: ${nameOf(way)}`, () => atHall(way, async (come) => {
        const clerk = await come(phones.clerk);
        await clerk.open('/work');
        await clerk.follow('#to-chat');
        const file = new URL('../../examples/data/chat/building-3.txt', import.meta.url).pathname;
        await clerk.send('chat-form', { building: { option: 'b-01-03' }, file: { file } });
        const cards = clerk.page.locator('#candidates > li');
        const offered = await cards.count();
        assert.ok(offered >= 4);
        assert.ok(await clerk.page.locator('mark', { hasText: '暖气' }).count() > 0);
        assert.ok((await cards.nth(0).textContent()).includes('3-402王姐'));
        await clerk.send('decide-form', { 'decision-0': { choose: 'place' }, 'decision-1': { choose: 'dismiss' } });
        assert.equal(await clerk.page.locator('#placed a').count(), 1);
        assert.equal(await cards.count(), offered - 2);
        await clerk.follow('#placed a');
        assert.ok((await clerk.page.textContent('#facts')).includes('3-402王姐：我家暖气从昨晚就不热'));
        await clerk.open('/chat'); // once more, and it is known
        await clerk.send('chat-form', { building: { option: 'b-01-03' }, file: { file } });
        assert.equal(await clerk.page.locator('#before a').count(), 1);
        assert.equal(await cards.count(), offered - 1);
    }));

test('a wall shows what moved without being loaded again', () => atHall({ width: 1400, language: 'en' }, async (come) => {
    const wall = await come();
    await wall.open('/wall');
    await wall.page.evaluate(() => { window.stays = true; });
    const visitor = await come();
    await visitor.place('snow', '阳光小区3号楼');
    await wall.page.locator('.figures li', { hasText: '1 placed today' }).waitFor();
    assert.ok(await wall.page.evaluate(() => window.stays));
    await wall.see();
}));

test('a wall without scripts asks again by itself', () => atHall({ width: 1400, language: 'en', script: false }, async (come) => {
    const wall = await come();
    await wall.open('/wall');
    assert.equal(await wall.page.locator('noscript meta[http-equiv=refresh]').getAttribute('content'), '30');
}));

for (const way of [ways[0], ways[3], ways[4]])
    test(`a resident enrols, leaves, books, is refused, and cancels: ${nameOf(way)}`, () => atHall(way, async (come, say) => {
        const resident = await come(phones.resident);
        await resident.open('/week');
        await resident.follow('#go-venues');
        await resident.send('enrol-thangka');
        assert.ok((await resident.page.textContent('#my-classes')).includes(say('已报名', 'enrolled')));
        await resident.send('withdraw-thangka');
        await resident.open('/venues/place-music');
        const time = { day: '2021-12-25', from: '10:00', until: '11:00', people: '8' };
        await resident.send('booking-form', time);
        assert.ok((await resident.page.textContent('#bookings')).includes(say('已预约', 'booked')));
        const clerk = await come(phones.clerk);
        await clerk.open('/venues/place-music');
        clerk.expect(409);
        await clerk.send('booking-form', time);
        await clerk.follow('#instead a'); // another time or place, which the form then has
        await clerk.send('booking-form');
        await resident.follow('[id^="cancel-"] button');
        assert.ok((await resident.page.textContent('#bookings')).includes(say('已取消', 'cancelled')));
    }));

for (const way of ways)
    test(`the pages for everybody and for staff are without fault: ${nameOf(way)}`, () => atHall(way, async (come) => {
        const visitor = await come();
        for (const path of ['/', '/place', '/place?q=暖气', '/place/where?item=heating-fault', '/place/where?item=old-age-allowance',
            '/follow', '/sign-in', '/trains', '/week', '/wall', '/venues', '/venues/place-art'])
            await visitor.open(path);
        const supervisor = await come(phones.supervisor);
        for (const path of ['/day', '/work', '/mine', '/orders/2021-1201-002']) await supervisor.open(path);
    }, { now: '2021-12-24 16:30', options: ['--orders', new URL('../../examples/data/december', import.meta.url).pathname] }));
