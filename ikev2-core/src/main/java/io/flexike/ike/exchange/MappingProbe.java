package io.flexike.ike.exchange;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.NatDetection;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Liveness behind a NAT with MOBIKE: shows, too, whether the peer sees us where it saw us before (RFC 4555 3.8). */
public final class MappingProbe implements OwnExchange {
    private final IkeSa sa;
    private final NatDetection detection;

    public MappingProbe(IkeSa sa, ProtocolOptions options) {
        this.sa = sa;
        this.detection = new NatDetection(sa, options.natTraversal());
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.INFORMATIONAL;
    }

    @Override
    public List<Payload> request() {
        List<Payload> request = new ArrayList<>(2);
        detection.add(request, sa.path(), sa.responderSpi());
        return request;
    }

    @Override
    public ExchangeResult response(ReceivedPayloads response) {
        Optional<ExchangeResult> fatal = InformationalInitiation.judge(response);
        if (fatal.isPresent()) {
            return fatal.get();
        }
        Optional<byte[]> seen =
                response.notify(NotifyType.NAT_DETECTION_DESTINATION_IP).map(NotifyPayload::data);
        return seen.isPresent() && !sa.mobility().isSeenAs(seen.get())
                ? new ExchangeResult.MappingChanged()
                : ExchangeResult.CONTINUES;
    }
}
