package io.flexike.flexvpn.session;

import java.util.List;

/**
 * What a changed configuration has touched, by the names of tunnels and templates.
 *
 * @param added new ones
 * @param removed those that are gone, with their sessions
 * @param restarted those that are different: their sessions were ended, or those of the profiles that are different
 * @param adjusted those of which only routes, networks or other terms are different: their sessions go on
 * @param unchanged those that were left alone
 */
public record AppliedChanges(
        List<String> added,
        List<String> removed,
        List<String> restarted,
        List<String> adjusted,
        List<String> unchanged) {
    /** Copies the lists. */
    public AppliedChanges {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        restarted = List.copyOf(restarted);
        adjusted = List.copyOf(adjusted);
        unchanged = List.copyOf(unchanged);
    }
}
