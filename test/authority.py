"""authority.py - a certificate authority of a test's own, made with the openssl command.

    authority = Authority(folder)
    pem = authority.sign('good', 'DNS:good.test,IP:127.0.0.1')     # certificate and key in one file
"""
import subprocess


def openssl(*words):
    subprocess.run(['openssl', *words], check=True, capture_output=True)


class Authority:
    def __init__(self, folder, name='authority'):
        self.folder, self.certificate, self.key = folder, f'{folder}/{name}.pem', f'{folder}/{name}.key'
        openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
                '-subj', f'/CN={name}', '-keyout', self.key, '-out', self.certificate)

    def sign(self, name, names, days=2):
        """The path of a PEM file with a certificate for these names and its key; days may be in the past."""
        path = f'{self.folder}/{name}'
        openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', f'/CN={name}',
                '-addext', f'subjectAltName={names}', '-keyout', path + '.key', '-out', path + '.csr')
        with open(path + '.ext', 'w', encoding='ascii') as file:
            file.write(f'subjectAltName={names}\n')
        openssl('x509', '-req', '-in', path + '.csr', '-CA', self.certificate, '-CAkey', self.key, '-CAcreateserial',
                '-days', str(days), '-extfile', path + '.ext', '-out', path + '.crt')
        with open(path + '.pem', 'w', encoding='ascii') as file:
            for part in ('.crt', '.key'):
                with open(path + part, encoding='ascii') as text:
                    file.write(text.read())
        return path + '.pem'
