/** What an authenticated peer is given and may use. */
package io.flexike.flexvpn.authorization;
