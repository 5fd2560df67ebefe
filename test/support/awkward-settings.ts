/** Values that a careless writer of settings changes on their way; of settings that take any text, none of which is used. */
export const awkwardSettings: Readonly<Record<string, string>> = {
  'sasl.kerberos.kinit.cmd': 'one\ntwo.injected=yes\r\n\tthree',
  'sasl.kerberos.service.name': 'C:\\dir\\.*\\u0041 \\',
  'sasl.oauthbearer.expected.issuer': '"double" \'single\' `back` #hash !bang a=b:c; & | < >',
  'sasl.oauthbearer.scope.claim.name': 'ö é € 😀',
  'sasl.oauthbearer.sub.claim.name': '$HOME ${HOME} $(KAFKA_NODE_ID) $$ $$$ %d {{x}} @{host:x}',
};
