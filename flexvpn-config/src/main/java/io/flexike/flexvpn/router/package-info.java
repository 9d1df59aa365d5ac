/** The gateway that a router's configuration describes, and the configuration that describes a gateway. */
package io.flexike.flexvpn.router;
