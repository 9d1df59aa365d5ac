package io.flexike.flexvpn.session;

import io.flexike.ike.engine.EngineStatistics;
import io.flexike.ike.session.IkeSaDetails;
import java.util.List;
import java.util.Optional;

/**
 * The IKE SAs of a gateway at one moment, those included that are not up yet.
 *
 * @param statistics how many there are, and what has become of first requests
 */
public record IkeSnapshot(EngineStatistics statistics, List<IkeSaDetails> sas) {
    /** There is nothing and there was nothing. */
    public static final IkeSnapshot NONE = new IkeSnapshot(
            new EngineStatistics(0, 0, 0, 0, new EngineStatistics.Counters(0, 0, 0, 0, 0, 0, 0, 0, 0)), List.of());

    /** Copies the list. */
    public IkeSnapshot {
        sas = List.copyOf(sas);
    }

    /** The one with that SPI of ours. */
    public Optional<IkeSaDetails> sa(long localSpi) {
        return sas.stream().filter(each -> each.sa().localSpi() == localSpi).findFirst();
    }
}
