/** What a router prints at {@code show} commands, of configurations and of gateways that run. */
package io.flexike.flexvpn.show;
