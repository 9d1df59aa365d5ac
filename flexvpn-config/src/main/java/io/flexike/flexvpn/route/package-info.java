/** Routes over tunnel interfaces: what is configured, what peers tell of, and which of them counts. */
package io.flexike.flexvpn.route;
