package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.session.AppliedChanges;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What is different between two configurations, by the names of tunnels and templates. */
final class ConfigurationDifference {
    private final List<String> added = new ArrayList<>();
    private final List<String> removed = new ArrayList<>();
    private final List<String> reopened = new ArrayList<>();
    private final List<String> adjusted = new ArrayList<>();
    private final List<String> unchanged = new ArrayList<>();
    /** Of templates that stay: the profiles whose sessions cannot. */
    private final Map<String, Set<String>> lostProfiles = new HashMap<>();

    ConfigurationDifference(GatewayPlan before, GatewayPlan after) {
        compare(before.tunnels(), after.tunnels(), StaticTunnel::name, Likeness::isOutlived);
        compare(before.templates(), after.templates(), VirtualTemplate::name, Likeness::isOutlived);
        Map<String, VirtualTemplate> former =
                before.templates().stream().collect(Collectors.toMap(VirtualTemplate::name, template -> template));
        for (VirtualTemplate template : after.templates()) {
            VirtualTemplate then = former.get(template.name());
            if (then != null && adjusted.contains(template.name())) {
                Set<String> lost = lost(then.profiles(), template.profiles());
                if (!lost.isEmpty()) {
                    lostProfiles.put(template.name(), lost);
                }
            }
        }
    }

    private <T> void compare(List<T> before, List<T> after, Function<T, String> name, BiPredicate<T, T> outlived) {
        Map<String, T> former = before.stream().collect(Collectors.toMap(name, each -> each));
        for (T now : after) {
            T then = former.remove(name.apply(now));
            List<String> kind = then == null
                    ? added
                    : then.equals(now) ? unchanged : outlived.test(then, now) ? adjusted : reopened;
            kind.add(name.apply(now));
        }
        before.stream().map(name).filter(former::containsKey).forEach(removed::add);
    }

    private static Set<String> lost(List<IkeProfile> before, List<IkeProfile> after) {
        Set<String> lost = new HashSet<>();
        for (IkeProfile profile : before) {
            if (after.stream().noneMatch(now -> Likeness.isOutlived(profile, now))) {
                lost.add(profile.name());
            }
        }
        return lost;
    }

    /** What has an interface that is to be closed. */
    List<String> closed() {
        List<String> closed = new ArrayList<>(removed);
        closed.addAll(reopened);
        return closed;
    }

    /** What needs an interface. */
    Set<String> opened() {
        Set<String> opened = new HashSet<>(added);
        opened.addAll(reopened);
        return opened;
    }

    boolean isAdjusted(String name) {
        return adjusted.contains(name);
    }

    /** Profiles whose sessions end, by the template that stays. */
    Map<String, Set<String>> lostProfiles() {
        return lostProfiles;
    }

    AppliedChanges summary() {
        List<String> restarted = new ArrayList<>(reopened);
        restarted.addAll(lostProfiles.keySet());
        Predicate<String> stays = name -> !lostProfiles.containsKey(name);
        return new AppliedChanges(
                added, removed, restarted, adjusted.stream().filter(stays).toList(), unchanged);
    }
}
