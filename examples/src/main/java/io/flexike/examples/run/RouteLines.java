package io.flexike.examples.run;

import io.flexike.flexvpn.route.Route;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Routes that came and went since the last look, as lines. */
final class RouteLines {
    private Set<String> before = new LinkedHashSet<>();

    List<String> changes(List<Route> routes) {
        Set<String> now = new LinkedHashSet<>();
        routes.stream().filter(Route::installed).map(RouteLines::text).forEach(now::add);
        List<String> lines = new ArrayList<>();
        before.stream().filter(each -> !now.contains(each)).forEach(each -> lines.add("route removed " + each));
        now.stream().filter(each -> !before.contains(each)).forEach(each -> lines.add("route added " + each));
        before = now;
        return lines;
    }

    private static String text(Route route) {
        return route.prefix() + " via " + route.interfaceName()
                + route.vrf().map(vrf -> " vrf " + vrf).orElse("");
    }
}
