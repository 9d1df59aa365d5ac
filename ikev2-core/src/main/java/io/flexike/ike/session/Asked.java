package io.flexike.ike.session;

import io.flexike.crypto.suite.Proposal;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.TrafficSelector;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What we asked for in a request that the peer refused.
 *
 * @param profileName empty if no profile was involved
 * @param identity what we called ourselves, in IKE_AUTH
 * @param proposals what we offered, best first; none if the request offered none
 * @param local selectors of our side, in a request for a Child SA
 * @param remote selectors of the peer's side
 */
public record Asked(
        String profileName,
        Optional<Identification> identity,
        List<Proposal> proposals,
        List<AddressSelector> local,
        List<AddressSelector> remote) {
    /** For requests with none of this. */
    public static final Asked NOTHING = new Asked("", Optional.empty(), List.of(), List.of(), List.of());

    /** Our own choice. */
    private static final int MOST_NAMED = 8;

    /** Copies the lists. */
    public Asked {
        proposals = List.copyOf(proposals);
        local = List.copyOf(local);
        remote = List.copyOf(remote);
    }

    /** An IKE SA. */
    public static Asked ikeSa(String profileName, List<Proposal> proposals) {
        return new Asked(profileName, Optional.empty(), proposals, List.of(), List.of());
    }

    /** To be let in. */
    public static Asked entry(String profileName, Identification identity) {
        return new Asked(profileName, Optional.of(identity), List.of(), List.of(), List.of());
    }

    /** A Child SA. */
    public static Asked childSa(
            String profileName, List<Proposal> proposals, List<AddressSelector> local, List<AddressSelector> remote) {
        return new Asked(profileName, Optional.empty(), proposals, local, remote);
    }

    /** What of it that notify is about. */
    String detail(NotifyType told, Function<Object, String> personal) {
        if (told.equals(NotifyType.NO_PROPOSAL_CHOSEN) && !proposals.isEmpty()) {
            return "; we offered " + proposals;
        }
        if (told.equals(NotifyType.TS_UNACCEPTABLE) && !local.isEmpty()) {
            return "; we asked for " + list(local, personal) + " to " + list(remote, personal);
        }
        if (told.equals(NotifyType.AUTHENTICATION_FAILED) && identity.isPresent()) {
            return "; we call ourselves " + personal.apply(identity.get());
        }
        return "";
    }

    /** Selectors, if there are very many the first of them. */
    static String list(List<? extends TrafficSelector> selectors, Function<Object, String> personal) {
        int more = selectors.size() - MOST_NAMED;
        return selectors.stream()
                .limit(MOST_NAMED)
                .map(personal)
                .collect(Collectors.joining(", ", "[", more > 0 ? ", and " + more + " more]" : "]"));
    }
}
