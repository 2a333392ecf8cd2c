// The one script of the hall: a wall is shown anew when something moved, and every half minute for its clock and trains.
// Without scripts the page loads itself anew.
#pragma once

#include <string_view>

namespace hall {

inline constexpr std::string_view wall_script = R"js('use strict';
(() => {
    const renew = async () => {
        try {
            const answer = await fetch(location.href, { cache: 'no-store' });
            if (!answer.ok) return;
            const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
            document.body.replaceWith(page.body);
        } catch {
            // The hall is away for a moment: the wall stays as it is, its clock says since when.
        }
    };
    const listen = () => {
        const hall = new EventSource('/wall/news');
        hall.addEventListener('moved', () => setTimeout(renew, 1000 * Math.random())); // not all walls at once
        hall.addEventListener('error', () => {
            if (hall.readyState === EventSource.CLOSED) setTimeout(listen, 30000); // as many listen as may
        });
    };
    setInterval(renew, 30000);
    listen();
})();
)js";

} // namespace hall
