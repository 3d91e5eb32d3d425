"""duplex.py - write and read one of Python's TLS sockets at once, from one thread: two threads in it can crash Python."""
import select
import ssl


def exchange(tls, message, size):
    """Write `message` while reading: what came, until it is `size` bytes or ended. 60 s without a move is an error."""
    came, sent, writes = [], 0, True
    tls.setblocking(False)
    while size > 0:
        moved = False
        if sent < len(message) and writes:
            try:
                sent += tls.send(message[sent:sent + 65536])
                moved = True
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                pass
            except OSError:                             # told of where it is read
                writes = False
        try:
            more = tls.recv(min(65536, size))
            if not more:
                break
            came.append(more)
            size -= len(more)
            moved = True
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        wants = [tls] if writes and sent < len(message) else []
        if not moved and select.select([tls], wants, [], 60) == ([], [], []):
            raise TimeoutError('the other side is silent')
    tls.settimeout(60)
    return b''.join(came)
