/** What a gateway tells of its sessions: snapshots, events, and a table for people. */
package io.flexike.flexvpn.session;
