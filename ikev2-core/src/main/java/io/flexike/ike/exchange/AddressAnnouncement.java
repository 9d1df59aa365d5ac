package io.flexike.ike.exchange;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.MobikeTask;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** INFORMATIONAL that tells the peer which addresses we have beside the one it comes from (RFC 4555 3.6). */
public final class AddressAnnouncement implements OwnExchange {
    private final IkeSa sa;
    private final Path path;

    private AddressAnnouncement(IkeSa sa, Path path) {
        this.sa = sa;
        this.path = path;
    }

    /** Tells them, unless the peer knows them already. */
    public static Intention ifNew() {
        return sa -> sa.mobility().told().equals(Optional.of(MobikeTask.others(sa, sa.path())))
                ? Optional.empty()
                : Optional.of(new AddressAnnouncement(sa, sa.path()));
    }

    /** Tells them in any case, along a path that may not be in use. */
    public static Intention along(Path path) {
        return sa -> Optional.of(new AddressAnnouncement(sa, path));
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.INFORMATIONAL;
    }

    @Override
    public Optional<Path> via() {
        return Optional.of(path);
    }

    @Override
    public List<Payload> request() {
        List<Payload> request = new ArrayList<>();
        if (MobikeTask.tellAddresses(sa, path, request) == 0) {
            request.add(NotifyPayload.of(NotifyType.NO_ADDITIONAL_ADDRESSES));
        }
        return request;
    }

    @Override
    public ExchangeResult response(ReceivedPayloads response) {
        return InformationalInitiation.judge(response).orElse(ExchangeResult.CONTINUES);
    }
}
