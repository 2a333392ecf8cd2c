// Makes the pictures of docs/service-hall-screens.md anew:
//
//   sh tests/browser/run.sh PROGRAM FOLDER screens.mjs
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { phones, somebody, source, startBrowser, startHall } from './hall.mjs';

const pictures = join(source, 'docs', 'pictures');
mkdirSync(pictures, { recursive: true });
const hall = await startHall({ now: '2021-12-24 09:12', options: ['--orders', join(source, 'examples', 'data', 'december')] });
const browser = await startBrowser();

const come = async (width, language, phone) => {
    const person = await somebody(browser, hall, { width, language, look: false });
    if (phone) await person.signIn(phone);
    return person;
};
/// The upper part of the page, at most so high.
const picture = async ({ page }, name, most = 1000) => {
    const [width, height] = await page.evaluate(() => [document.documentElement.clientWidth, document.body.scrollHeight]);
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, most) } });
};

const visitor = await come(390, 'zh');
await visitor.open('/');
await picture(visitor, 'home');
await visitor.open('/place/where?item=street-light');
await visitor.send('where-form', { address: '格桑花苑' }); // which of its buildings?
await picture(visitor, 'where');
await visitor.open('/place/where?item=street-light');
await visitor.page.click('details:has(#map) summary');
await picture(visitor, 'map');
const order = await visitor.place('street-light', '格桑花苑2号楼', { text: '楼道灯不亮', phone: '13812345678' });
await picture(visitor, 'order');
const neighbour = await come(390, 'zh');
const same = await neighbour.place('street-light', '格桑花苑3号楼', { text: '路灯不亮' });

const resident = await come(390, 'zh', phones.resident);
const allowance = await resident.place('old-age-allowance', '格桑花苑2号楼3单元402', { text: '腿脚不便，请上门', atDoor: true });
await resident.open('/venues');
await resident.send('enrol-calligraphy');
await resident.open('/venues/place-music');
await picture(resident, 'book');
await resident.send('booking-form', { day: '2021-12-25', from: '10:00', until: '11:30', people: '12' });
await picture(resident, 'mine');
await resident.open('/trains');
await picture(resident, 'trains', 700);

const clerk = await come(1200, 'en', phones.clerk);
await picture(clerk, 'work', 800);
await clerk.open(`/orders/${same}`);
await picture(clerk, 'merge', 900);
await clerk.open(`/orders/${allowance}`);
await picture(clerk, 'dispatch', 900);
await clerk.step(allowance, 'dispatch', { handler: { choose: 'person p-08-02' } });

await clerk.open('/chat');
await clerk.send('chat-form', { building: { option: 'b-01-03' },
    file: { file: join(source, 'examples', 'data', 'chat', 'building-3.txt') } });
await picture(clerk, 'chat', 1000);

const helper = await come(390, 'zh', phones.partyMember);
await helper.step(allowance, 'accept');
await helper.step(allowance, 'visit', { note: '拍照、代为填表、当场提交' });
await picture(helper, 'visit', 1100);

const supervisor = await come(1200, 'en', phones.supervisor);
await supervisor.open('/day');
await picture(supervisor, 'day', 1100);
const wall = await come(1400, 'zh');
await wall.open('/wall');
await picture(wall, 'wall', 800);

await browser.close();
await hall.stop();
