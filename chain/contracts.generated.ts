/* Written by scripts/generate-abi.ts from the contracts; do not edit. */
export const paymentChannelsAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token_",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "registry_",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "feeSink_",
    "type": "address"
   },
   {
    "internalType": "uint16",
    "name": "feeBps_",
    "type": "uint16"
   },
   {
    "internalType": "uint96",
    "name": "maxRelayFee_",
    "type": "uint96"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "available",
    "type": "uint96"
   }
  ],
  "name": "AboveAvailable",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "BadSignature",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint40",
    "name": "deadline",
    "type": "uint40"
   }
  ],
  "name": "DeadlinePassed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint16",
    "name": "feeBps",
    "type": "uint16"
   }
  ],
  "name": "FeeTooHigh",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "length",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "itemSize",
    "type": "uint256"
   }
  ],
  "name": "MalformedItems",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotAllowed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotNode",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint40",
    "name": "readyAt",
    "type": "uint40"
   }
  ],
  "name": "NotReady",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ReentrancyGuardReentrantCall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "relayFee",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "most",
    "type": "uint96"
   }
  ],
  "name": "RelayFeeTooHigh",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   }
  ],
  "name": "RequestPending",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "SafeERC20FailedOperation",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "SumTooLarge",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "TransferFailed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   }
  ],
  "name": "UnknownAccount",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "expected",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "moved",
    "type": "uint256"
   }
  ],
  "name": "WrongAmountMoved",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint24",
    "name": "expected",
    "type": "uint24"
   },
   {
    "internalType": "uint24",
    "name": "received",
    "type": "uint24"
   }
  ],
  "name": "WrongNonce",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "named",
    "type": "address"
   }
  ],
  "name": "WrongOwner",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ZeroAddress",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ZeroAmount",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "credit",
    "type": "uint96"
   }
  ],
  "name": "CollectFailed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "payout",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "Collected",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "owner",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "relayFee",
    "type": "uint96"
   }
  ],
  "name": "Deposited",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "sink",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "address[]",
    "name": "nodes",
    "type": "address[]"
   }
  ],
  "name": "FeesCollected",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "bytes",
    "name": "payers",
    "type": "bytes"
   }
  ],
  "name": "Reclaimed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "bytes",
    "name": "payers",
    "type": "bytes"
   }
  ],
  "name": "Released",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "taken",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "ceiling",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint40",
    "name": "expiresAt",
    "type": "uint40"
   },
   {
    "indexed": false,
    "internalType": "uint24",
    "name": "epoch",
    "type": "uint24"
   }
  ],
  "name": "Reserved",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "bytes",
    "name": "rows",
    "type": "bytes"
   }
  ],
  "name": "Settled",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "relayFee",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint24",
    "name": "nonce",
    "type": "uint24"
   },
   {
    "indexed": false,
    "internalType": "uint40",
    "name": "readyAt",
    "type": "uint40"
   }
  ],
  "name": "WithdrawRequested",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "owner",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "relayFee",
    "type": "uint96"
   }
  ],
  "name": "Withdrawn",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "MAX_RESERVATION",
  "outputs": [
   {
    "internalType": "uint40",
    "name": "",
    "type": "uint40"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "THAW",
  "outputs": [
   {
    "internalType": "uint40",
    "name": "",
    "type": "uint40"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   }
  ],
  "name": "accountOf",
  "outputs": [
   {
    "internalType": "uint96",
    "name": "available",
    "type": "uint96"
   },
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   }
  ],
  "name": "channelOf",
  "outputs": [
   {
    "internalType": "uint24",
    "name": "epoch",
    "type": "uint24"
   },
   {
    "internalType": "uint40",
    "name": "expiresAt",
    "type": "uint40"
   },
   {
    "internalType": "uint96",
    "name": "locked",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "settled",
    "type": "uint96"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "collect",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address[]",
    "name": "nodes",
    "type": "address[]"
   }
  ],
  "name": "collectFees",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "deposit",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "relayFee",
    "type": "uint96"
   },
   {
    "internalType": "uint256",
    "name": "validAfter",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "validBefore",
    "type": "uint256"
   },
   {
    "internalType": "bytes32",
    "name": "salt",
    "type": "bytes32"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "depositWithAuthorization",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint256",
    "name": "permitDeadline",
    "type": "uint256"
   },
   {
    "internalType": "uint8",
    "name": "v",
    "type": "uint8"
   },
   {
    "internalType": "bytes32",
    "name": "r",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "s",
    "type": "bytes32"
   }
  ],
  "name": "depositWithPermit",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "domainSeparator",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "earnedOf",
  "outputs": [
   {
    "internalType": "uint96",
    "name": "credit",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "fee",
    "type": "uint96"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "feeBps",
  "outputs": [
   {
    "internalType": "uint16",
    "name": "",
    "type": "uint16"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "feeSink",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "maxRelayFee",
  "outputs": [
   {
    "internalType": "uint96",
    "name": "",
    "type": "uint96"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "bytes",
    "name": "payers",
    "type": "bytes"
   }
  ],
  "name": "reclaim",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "registry",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "bytes",
    "name": "payers",
    "type": "bytes"
   }
  ],
  "name": "release",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   }
  ],
  "name": "requestOf",
  "outputs": [
   {
    "internalType": "uint24",
    "name": "nonce",
    "type": "uint24"
   },
   {
    "internalType": "uint40",
    "name": "readyAt",
    "type": "uint40"
   },
   {
    "internalType": "uint96",
    "name": "relayFee",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "requestWithdraw",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "relayFee",
    "type": "uint96"
   },
   {
    "internalType": "uint24",
    "name": "nonce",
    "type": "uint24"
   },
   {
    "internalType": "uint40",
    "name": "deadline",
    "type": "uint40"
   },
   {
    "internalType": "bytes",
    "name": "signature",
    "type": "bytes"
   }
  ],
  "name": "requestWithdrawSigned",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "bytes",
    "name": "items",
    "type": "bytes"
   }
  ],
  "name": "reserve",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "bytes",
    "name": "items",
    "type": "bytes"
   }
  ],
  "name": "settle",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "bytes",
    "name": "items",
    "type": "bytes"
   }
  ],
  "name": "settleAndCollect",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "token",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "payer",
    "type": "address"
   }
  ],
  "name": "withdraw",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 }
] as const;
export const paymentChannelsBytecode: `0x${string}` = "0x61018080604052346102835760a08161405880380380916100208285610287565b83398101031261028357610033816102aa565b90610040602082016102aa565b61004c604083016102aa565b9060608301519261ffff8416908185036102835760800151946001600160601b038616860361028357604080519081016001600160401b0381118282101761026f5760119160209160405282815201705475726e70696b65205061796d656e747360781b815220806080524660c05260405160208101917f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f835260408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a0815261012c60c082610287565b51902060a0526001600160a01b0316908115801561025e575b801561024d575b61023e57612710811161022c575060e0526001600160a01b031661010052610120526101405261016052604051613d9990816102bf823960805181612b9d015260a05181612b4e015260c05181612b28015260e0518181816101770152818161044c0152818161104a0152818161182601528181611c3c01528181611c9c015281816129c10152612f04015261010051818181610c99015281816115db015261293901526101205181818161172d0152611d5d0152610140518181816123e4015261321d0152610160518181816102b301528181611efa015261244a0152f35b638ea70c0760e01b5f5260045260245ffd5b63d92e233d60e01b5f5260045ffd5b506001600160a01b0384161561014c565b506001600160a01b03831615610145565b634e487b7160e01b5f52604160045260245ffd5b5f80fd5b601f909101601f19168101906001600160401b0382119082101761026f57604052565b51906001600160a01b03821682036102835756fe60806040526004361015610011575f80fd5b5f5f3560e01c806306ec16f81461246e5780631f7cb29f1461240857806324a9d853146123ac5780632ff5bd8f14611e565780633ba1356c14611dbc57806348a44b4f14611d815780634b38474d14611d1357806351cff8d91461194e57806358c0f729146116a257806379e2e31c146115ff5780637b103999146115915780638086b8ba146115125780638cc80b63146114ba578063940a3d2a1461146a5780639653fe491461112e5780639679d2c114610fd3578063a1c490d614610f97578063af411b1d14610c23578063c35287f714610aca578063c56c6aec146108cc578063d17a9ad1146108b1578063e67ca677146107c8578063f4fc2ed2146101df578063f698da251461019e5763fc0c546a1461012d575f80fd5b3461019b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b80fd5b503461019b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b5760206101d7612b25565b604051908152f35b503461019b576101207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b576102186124b0565b6102206124d3565b9060443573ffffffffffffffffffffffffffffffffffffffff81168091036107c457606435916bffffffffffffffffffffffff83169081840361062e57608435946bffffffffffffffffffffffff8616948587036107c0576101043567ffffffffffffffff81116107bc5761029990369060040161252c565b9790916102a4612843565b6bffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001680891180156107b2575b61078257506041890361075a576103098273ffffffffffffffffffffffffffffffffffffffff926126c0565b93169283158015610752575b61072a576bffffffffffffffffffffffff8116156107025786918491828c528b60205260408c2060405190610349826125c9565b548d73ffffffffffffffffffffffffffffffffffffffff8216808452602084019260a01c83528781036106a2575b50916bffffffffffffffffffffffff8273ffffffffffffffffffffffffffffffffffffffff60408796846103d37f335e60d883c539c89faab9f00a5541fe3d1ed03c6a4789a940dfc1002c945ded9b9a826104299a5116612748565b1684528a81526020819052209351915173ffffffffffffffffffffffffffffffffffffffff9190921616911660a01b7fffffffffffffffffffffffff000000000000000000000000000000000000000016179055565b604080516bffffffffffffffffffffffff928316815292909116602083015290a37f00000000000000000000000000000000000000000000000000000000000000009673ffffffffffffffffffffffffffffffffffffffff881692604051967f70a08231000000000000000000000000000000000000000000000000000000008852306004890152602088602481885afa978815610697578b9861065f575b506040519060208201928352604082015288606082015260e4356080820152608081526104f660a08261262e565b519020938160401015610632579089949392918160201161062e5782359160401161062e57602083013592843b1561062a57869473ffffffffffffffffffffffffffffffffffffffff94610124946040889481519a8b998a987fef55bec6000000000000000000000000000000000000000000000000000000008a521660048901523060248901528d604489015260a435606489015260c435608489015260a4880152013560f81c60c486015260e48501526101048401525af1801561061f57610606575b50506105c79184613a18565b806105f4575b82807f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d80f35b6105ff913390612d06565b5f806105cd565b816106109161262e565b61061b57845f6105bb565b8480fd5b6040513d84823e3d90fd5b8680fd5b8580fd5b60248a7f4e487b710000000000000000000000000000000000000000000000000000000081526032600452fd5b9097506020813d60201161068f575b8161067b6020938361262e565b8101031261068b5751965f6104c8565b5f80fd5b3d915061066e565b6040513d8d823e3d90fd5b9294965050919350806106ce575088825288938693909290918d6bffffffffffffffffffffffff610377565b8c8a606492897fa2b8a2e4000000000000000000000000000000000000000000000000000000008452600452602452604452fd5b60048a7f1f2a2005000000000000000000000000000000000000000000000000000000008152fd5b60048a7fd92e233d000000000000000000000000000000000000000000000000000000008152fd5b508615610315565b60048a7f5cd5d233000000000000000000000000000000000000000000000000000000008152fd5b8a6044918a7f4d595812000000000000000000000000000000000000000000000000000000008352600452602452fd5b50868910156102dd565b8880fd5b8780fd5b8380fd5b503461019b5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b5773ffffffffffffffffffffffffffffffffffffffff60406108176124b0565b92826108216124d3565b9416815260026020522091165f526020526108ad60405f205460405191816bffffffffffffffffffffffff849316906bffffffffffffffffffffffff8160601c169064ffffffffff8160c01c169060e81c8592936bffffffffffffffffffffffff8092969564ffffffffff60609562ffffff608089019a16885216602087015216604085015216910152565b0390f35b503461019b576108c96108c33661255a565b916130f4565b80f35b503461019b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b5760043567ffffffffffffffff8111610ac65761091c90369060040161252c565b90918082158015610ab8575b610a87575080610a5a57506068900461093f612b25565b5f5b82811061094a57005b80606860019202850180359060208101356bffffffffffffffffffffffff8360601c9316610a1f62ffffff8360d81c9360c01c1693604051610a1a602082017f64d9e3b57e7b83698b7fad9534237a7b999e04376145f5ec0eb639bc9103f95381528860408401528560608401528660808401528760a084015260a083526109d360c08461262e565b60286048850135940135925190208b604291604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b613644565b9373ffffffffffffffffffffffffffffffffffffffff8516610a47575b505050505001610941565b610a50946136a3565b5f80808080610a3c565b807f4e487b7100000000000000000000000000000000000000000000000000000000602492526012600452fd5b80837f5208e34500000000000000000000000000000000000000000000000000000000604493526004526068602452fd5b505080606883061515610928565b5080fd5b503461019b57610ad93661255a565b610aee610ae8828495946134f0565b916127ac565b91849173ffffffffffffffffffffffffffffffffffffffff869216945b818310610b4e5750505081526040517f6216efa6121661f2c113d6aa706d2b3f00acac74d20aea675a8e9e51b0e73107918190610b4890826127fb565b0390a280f35b9091926014840282013560601c9086885260026020526040882073ffffffffffffffffffffffffffffffffffffffff83165f5260205260405f2080546bffffffffffffffffffffffff8160601c16908115908115610c0f575b50610c0357610bb69084613545565b15610bf85780547fffffffffffffffff000000000000000000000000ffffffffffffffffffffffff169055600191610bee9187613615565b935b019190610b0b565b509360019150610bf0565b50509360019150610bf0565b64ffffffffff915060c01c1642105f610ba7565b503461019b57610c323661255a565b73ffffffffffffffffffffffffffffffffffffffff604051937f8d2500b4000000000000000000000000000000000000000000000000000000008552169283600482015233602482015260208160448173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa908115610f8c578591610f51575b5015610f2157610cdc610ae882846134f0565b918491859164ffffffffff4216905b828410610d285787877fa935153f331d20f92fbc69ee87b6cf5a00768fcd16d5b98d201a4fe8c9a94d70610b4889898152604051918291826127fb565b909192936014850282013560601c9087895260026020526040892073ffffffffffffffffffffffffffffffffffffffff83165f52602052610d6b60405f2061266f565b6060810162ffffff80825116148015610ef3575b610ee7578a60208301610da16bffffffffffffffffffffffff82511687613545565b15610ed95752600162ffffff8251160162ffffff8111610eac5760019492610ea1949262ffffff610e9b931690528760408201528b8d52600260205260408d2073ffffffffffffffffffffffffffffffffffffffff85165f5260205260405f208151602083015160408401516060948501516bffffffffffffffffffffffff9093169190941b77ffffffffffffffffffffffff000000000000000000000000161760c09390931b7cffffffffff000000000000000000000000000000000000000000000000169290921760e89290921b7fffffff000000000000000000000000000000000000000000000000000000000016919091179055565b88613615565b945b01929190610ceb565b60248c7f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b505050509460019150610ea3565b50509460019150610ea3565b506bffffffffffffffffffffffff602083015116158015610d7f575064ffffffffff60408301511615610d7f565b604484847f70aa961e00000000000000000000000000000000000000000000000000000000825260045233602452fd5b90506020813d602011610f84575b81610f6c6020938361262e565b8101031261061b5751801515810361061b575f610cc9565b3d9150610f5f565b6040513d87823e3d90fd5b503461019b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b57602060405162278d008152f35b503461068b5760e07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b5761100b6124b0565b906110146124d3565b61101c612511565b9060843560ff811680910361068b57611033612843565b73ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001690813b1561068b575f9160e4839260405194859384927fd505accf0000000000000000000000000000000000000000000000000000000084523360048501523060248501526bffffffffffffffffffffffff8a1660448501526064356064850152608484015260a43560a484015260c43560c48401525af1611118575b506110f29293612dd0565b807f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d80f35b6110f293505f6111279161262e565b5f926110e7565b3461068b5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b576111656124b0565b61116d6124f6565b73ffffffffffffffffffffffffffffffffffffffff821691825f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f2054163303611423575b50815f525f60205260405f20604051906111c7826125c9565b5490602073ffffffffffffffffffffffffffffffffffffffff831691828152019160a01c8252156113f757516bffffffffffffffffffffffff91821691168082116113c85750815f52600160205260405f205460e81c62ffffff811480156113bb575b50908061134a576080907f8a31c5ed39db28ad49de97137049f9463e0c0c4d3a180eb17b9fa887a9576e52925f5b61133162ffffff64ffffffffff6040519361127285612612565b8685525f602086015216938460408501521691826060820152875f52600160205260405f208151602083015160408401516060948501516bffffffffffffffffffffffff9093169190941b77ffffffffffffffffffffffff000000000000000000000000161760c09390931b7cffffffffff000000000000000000000000000000000000000000000000169290921760e89290921b7fffffff000000000000000000000000000000000000000000000000000000000016919091179055565b6040519283525f602084015260408301526060820152a2005b6201518064ffffffffff4216019064ffffffffff821161138e577f8a31c5ed39db28ad49de97137049f9463e0c0c4d3a180eb17b9fa887a9576e5292608092611258565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b61138e576001018361122a565b907f28edff71000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b827fc4c6fde4000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b82330361143a578161143491612c6b565b826111ae565b827f9cb40a40000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b3461068b5761149561149061147e3661255a565b9061148a939293612843565b836130f4565b6128b7565b5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b3461068b5760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b576114956114f46124b0565b6114fc6124d3565b611504612511565b9161150d612843565b612dd0565b3461068b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b5773ffffffffffffffffffffffffffffffffffffffff61155e6124b0565b165f525f6020526040805f205473ffffffffffffffffffffffffffffffffffffffff8251918060a01c8352166020820152f35b3461068b575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461068b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b5773ffffffffffffffffffffffffffffffffffffffff61164b6124b0565b165f9081526001602090815260409182902054825160e882901c815264ffffffffff60c083901c16928101929092526bffffffffffffffffffffffff606082811c8216948401949094521691810191909152608090f35b3461068b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b5760043567ffffffffffffffff811161068b573660238201121561068b5780600401359067ffffffffffffffff821161068b576024810190602436918460051b01011161068b5761171f612843565b5f905f5b83811061189f57507f00000000000000000000000000000000000000000000000000000000000000009260405190806bffffffffffffffffffffffff6040840195169485845260406020850152526060820192905f905b80821061185257505050807ff8b27feb476b4aaf6114ccd2db2f6e9f6c1df7a4fc3c81cffeacb0280acd03bc9173ffffffffffffffffffffffffffffffffffffffff8616930390a2801515918261181f575b50506117f7575f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b7f90b8ec18000000000000000000000000000000000000000000000000000000005f5260045ffd5b61184a92507f0000000000000000000000000000000000000000000000000000000000000000613aeb565b1581806117cc565b90919384359073ffffffffffffffffffffffffffffffffffffffff8216820361068b576020809173ffffffffffffffffffffffffffffffffffffffff60019416815201950192019061177a565b916118f260019173ffffffffffffffffffffffffffffffffffffffff6118ce6118c98789886126ea565b612727565b165f5260036020526bffffffffffffffffffffffff60405f205460601c1690612748565b9273ffffffffffffffffffffffffffffffffffffffff6119166118c98388876126ea565b165f52600360205260405f207fffffffffffffffff000000000000000000000000ffffffffffffffffffffffff815416905501611723565b3461068b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b5773ffffffffffffffffffffffffffffffffffffffff61199a6124b0565b6119a2612843565b16805f5260016020526119b760405f2061266f565b9064ffffffffff60408301511680158015611d0a575b611cdf5750805f525f60205260405f2090604051916119eb836125c9565b5473ffffffffffffffffffffffffffffffffffffffff8116835260a01c8060208401526bffffffffffffffffffffffff8451168181105f14611cd757915b611b8862ffffff60606bffffffffffffffffffffffff60208901511697866bffffffffffffffffffffffff8116998a81105f14611cc857611abe91611a6e91986126c0565b865f525f60205260405f209073ffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffffff000000000000000000000000000000000000000083549260a01b169116179055565b01511660405190611ace82612612565b5f82525f60208301525f60408301526060820152825f52600160205260405f208151602083015160408401516060948501516bffffffffffffffffffffffff9093169190941b77ffffffffffffffffffffffff000000000000000000000000161760c09390931b7cffffffffff000000000000000000000000000000000000000000000000169290921760e89290921b7fffffff000000000000000000000000000000000000000000000000000000000016919091179055565b73ffffffffffffffffffffffffffffffffffffffff845116907f93312ecf66757d0d3bd8b88ed6b79f5ae389f85903c3abfb4a4508b87e14380e60405180611bee8688839092916bffffffffffffffffffffffff60209181604085019616845216910152565b0390a36bffffffffffffffffffffffff8116809411611c66575b50505080611c35575f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b611c6090337f0000000000000000000000000000000000000000000000000000000000000000612d06565b80611495565b611c986bffffffffffffffffffffffff9173ffffffffffffffffffffffffffffffffffffffff611cc0955116936126c0565b16907f0000000000000000000000000000000000000000000000000000000000000000612d06565b818080611c08565b50611a6e81611abe92986126c0565b508091611a29565b7fa3370570000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b508042106119cd565b3461068b575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461068b575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b576020604051620151808152f35b3461068b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b5773ffffffffffffffffffffffffffffffffffffffff611e086124b0565b165f5260036020526108ad60405f205460405191816bffffffffffffffffffffffff80859460601c169116839092916bffffffffffffffffffffffff60209181604085019616845216910152565b3461068b5760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b57611e8d6124b0565b611e956124f6565b90611e9e612511565b6064359162ffffff831680930361068b576084359364ffffffffff851680950361068b5760a43567ffffffffffffffff811161068b57611ee290369060040161252c565b90864211612380576bffffffffffffffffffffffff807f0000000000000000000000000000000000000000000000000000000000000000169516948086118015612355575b612326575073ffffffffffffffffffffffffffffffffffffffff841696875f52600160205260405f205460e81c80881480159061231a575b6122ea5750916120309161202b73ffffffffffffffffffffffffffffffffffffffff9460405160208101917f27e7a8e0e2c19e03bd414d7caa4bccbfc28821b32a547cdc4e7c4ace4c2e46dc83528c60408301526bffffffffffffffffffffffff89169b8c60608401528b608084015260a083015260c082015260c08152611fe860e08261262e565b519020611ff3612b25565b604291604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b612c08565b1680156122c2578590815f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f20541681036122ab575b509150505f525f60205260405f206040519061207d826125c9565b5490602073ffffffffffffffffffffffffffffffffffffffff831691828152019160a01c82521561227f57516bffffffffffffffffffffffff168083116122505750825f52600160205260405f205460e81c62ffffff81148015612243575b5090826121fd57916080917f8a31c5ed39db28ad49de97137049f9463e0c0c4d3a180eb17b9fa887a9576e52935f905b6121e562ffffff64ffffffffff6040519461212686612612565b87865284602087015216948560408601521692836060820152885f52600160205260405f208151602083015160408401516060948501516bffffffffffffffffffffffff9093169190941b77ffffffffffffffffffffffff000000000000000000000000161760c09390931b7cffffffffff000000000000000000000000000000000000000000000000169290921760e89290921b7fffffff000000000000000000000000000000000000000000000000000000000016919091179055565b604051938452602084015260408301526060820152a2005b916201518064ffffffffff4216019164ffffffffff831161138e577f8a31c5ed39db28ad49de97137049f9463e0c0c4d3a180eb17b9fa887a9576e52936080939061210c565b61138e57600101846120dc565b827f28edff71000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b837fc4c6fde4000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b036122c2576122b991612c6b565b83808481612062565b7f5cd5d233000000000000000000000000000000000000000000000000000000005f5260045ffd5b87907f3efc134b000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b5062ffffff8814611f5f565b857f4d595812000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b506bffffffffffffffffffffffff84168015159081612375575b50611f27565b90508610158961236f565b867f6747c9fd000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b3461068b575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b57602060405161ffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461068b575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b5760206040516bffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461068b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261068b576114956124a86124b0565b611490612843565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361068b57565b6024359073ffffffffffffffffffffffffffffffffffffffff8216820361068b57565b602435906bffffffffffffffffffffffff8216820361068b57565b604435906bffffffffffffffffffffffff8216820361068b57565b9181601f8401121561068b5782359167ffffffffffffffff831161068b576020838186019501011161068b57565b9060407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc83011261068b5760043573ffffffffffffffffffffffffffffffffffffffff8116810361068b57916024359067ffffffffffffffff821161068b576125c59160040161252c565b9091565b6040810190811067ffffffffffffffff8211176125e557604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b6080810190811067ffffffffffffffff8211176125e557604052565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176125e557604052565b9060405161267c81612612565b60608193546bffffffffffffffffffffffff811683526bffffffffffffffffffffffff81831c16602084015264ffffffffff8160c01c16604084015260e81c910152565b906bffffffffffffffffffffffff809116911603906bffffffffffffffffffffffff821161138e57565b91908110156126fa5760051b0190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b3573ffffffffffffffffffffffffffffffffffffffff8116810361068b5790565b906bffffffffffffffffffffffff809116911601906bffffffffffffffffffffffff821161138e57565b67ffffffffffffffff81116125e557601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200190565b906127b682612772565b6127c3604051918261262e565b8281527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe06127f18294612772565b0190602036910137565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602060409481855280519182918282880152018686015e5f8582860101520116010190565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c61288f5760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d565b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b73ffffffffffffffffffffffffffffffffffffffff16805f5260036020526bffffffffffffffffffffffff60405f205416908115612b2157604051917f6da61d1e00000000000000000000000000000000000000000000000000000000835281600484015260208360248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa928315612b16575f93612ac5575b5073ffffffffffffffffffffffffffffffffffffffff8316928315612a9457816129e591845f52600360205260405f207fffffffffffffffffffffffffffffffffffffffff00000000000000000000000081541690557f0000000000000000000000000000000000000000000000000000000000000000613aeb565b15612a175760207f81ff3d441592b4e1a2ae51761e479b90f3847858b16b351781a790eaecf082be91604051908152a3565b8192506020907f076bbea1dbeaf25362c534770df01fdbffbd827b1421acc44f55b30b84db9dfe925f526003825260405f206bffffffffffffffffffffffff612a638382845416612748565b167fffffffffffffffffffffffffffffffffffffffff000000000000000000000000825416179055604051908152a2565b507f076bbea1dbeaf25362c534770df01fdbffbd827b1421acc44f55b30b84db9dfe919250602090604051908152a2565b9092506020813d602011612b0e575b81612ae16020938361262e565b8101031261068b575173ffffffffffffffffffffffffffffffffffffffff8116810361068b57915f612969565b3d9150612ad4565b6040513d5f823e3d90fd5b5050565b467f000000000000000000000000000000000000000000000000000000000000000003612b70577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a08152612c0260c08261262e565b51902090565b9160418103612c645780604010156126fa578060201161068b5781359060401161068b576020925f92608092604086830135928151948552013560f81c868401526040830152606082015282805260015afa15612b16575f5190565b5050505f90565b906bffffffffffffffffffffffff1615612cde5773ffffffffffffffffffffffffffffffffffffffff16805f52600160205264ffffffffff60405f205460c01c16612cb35750565b7fa1e5a8c0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f1f2a2005000000000000000000000000000000000000000000000000000000005f5260045ffd5b9173ffffffffffffffffffffffffffffffffffffffff604051927fa9059cbb000000000000000000000000000000000000000000000000000000005f521660045260245260205f60448180865af19060015f5114821615612daf575b60405215612d6d5750565b73ffffffffffffffffffffffffffffffffffffffff907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b906001811516612dc757823b15153d15161690612d62565b503d5f823e3d90fd5b91929173ffffffffffffffffffffffffffffffffffffffff16801580156130c9575b6130a1576bffffffffffffffffffffffff8416938415612cde57815f525f60205260405f209060405191612e25836125c9565b549073ffffffffffffffffffffffffffffffffffffffff80831695868552602085019360a01c8452169485810361305c575b50816bffffffffffffffffffffffff612e78819382612ed397965116612748565b1681525f858152602081905260409020925190519190911660a01b7fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff91909116179055565b7f335e60d883c539c89faab9f00a5541fe3d1ed03c6a4789a940dfc1002c945ded604080518681525f6020820152a37f00000000000000000000000000000000000000000000000000000000000000009173ffffffffffffffffffffffffffffffffffffffff831692604051907f70a08231000000000000000000000000000000000000000000000000000000008252306004830152602082602481885afa918215612b16575f92613028575b506040517f23b872dd000000000000000000000000000000000000000000000000000000005f5233600452306024528360445260205f60648180865af19060015f5114821615613010575b6040525f60605215612fe457612fe2939450613a18565b565b847f5274afe7000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b906001811516612dc757823b15153d15161690612fcb565b9091506020813d602011613054575b816130446020938361262e565b8101031261068b5751905f612f80565b3d9150613037565b8061306d5750848352612ed3612e57565b8590857fa2b8a2e4000000000000000000000000000000000000000000000000000000005f5260045260245260445260645ffd5b7fd92e233d000000000000000000000000000000000000000000000000000000005f5260045ffd5b5073ffffffffffffffffffffffffffffffffffffffff821615612df2565b9190820180921161138e57565b73ffffffffffffffffffffffffffffffffffffffff81169283156130a1575f811580156134e2575b6134b25750604c90049061312e612b25565b91845f52600260205260405f208160051b8281046020148315171561138e5761315c909592919493956127ac565b935f935f965f945b84861061338c5750505050505080159081156131b6575b5050807f48d26de6a55214a82415bf741a82f2b0fb6191e93fb97ff897522ffccddd3f12926131b19252604051918291826127fb565b0390a2565b919092845f52600360205260405f20604051906060820182811067ffffffffffffffff8211176125e557604052546bffffffffffffffffffffffff8116825260208201946bffffffffffffffffffffffff8260601c168652604083019160c01c825261ffff7f000000000000000000000000000000000000000000000000000000000000000016968782029782890414171561138e576bffffffffffffffffffffffff6131b196816132b061333c94826132a46127107f48d26de6a55214a82415bf741a82f2b0fb6191e93fb97ff897522ffccddd3f129e049261329e84848d511692613696565b90613cdc565b16885282845116613cdc565b16815260018452895f526003602052818060405f20965116167fffffffffffffffffffffffffffffffffffffffff000000000000000000000000865416178555511683907fffffffffffffffff000000000000000000000000ffffffffffffffffffffffff77ffffffffffffffffffffffff00000000000000000000000083549260601b169116179055565b5177ffffffffffffffffffffffffffffffffffffffffffffffff7fffffffffffffffff00000000000000000000000000000000000000000000000083549260c01b1691161790559281925061317b565b909192939497604c8902820196613419883560a01c986040517fc9a07626607a863028257d4c20c803c8c2034421845edc394f77f5e598d9439b81528660208201528a6040820152606081207f1901000000000000000000000000000000000000000000000000000000000000825288600283015260228201526042600c602c8401359301359120613644565b9773ffffffffffffffffffffffffffffffffffffffff8916156134a6576134619073ffffffffffffffffffffffffffffffffffffffff8a165f52876020528960405f20613b5f565b9181156134995790613472916130e7565b9760601b176020828a0101526020810180911161138e57600190985b019493929190613164565b985050509760019061348e565b5096509760019061348e565b6044917f5208e345000000000000000000000000000000000000000000000000000000008252600452604c602452fd5b50505f604c8206151561311c565b505f81158015613537575b61350757506014900490565b6044917f5208e3450000000000000000000000000000000000000000000000000000000082526004526014602452fd5b50505f6014820615156134fb565b6bffffffffffffffffffffffff821690811561360d5773ffffffffffffffffffffffffffffffffffffffff165f525f60205260405f2090815460a01c90816bffffffffffffffffffffffff036bffffffffffffffffffffffff811161138e576bffffffffffffffffffffffff1610612c6457613608926135c491612748565b73ffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffffff000000000000000000000000000000000000000083549260a01b169116179055565b600190565b505050600190565b816020919392930101906bffffffffffffffffffffffff8251169060601b1790526014810180911161138e5790565b6080907f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff6020945f94604051938452601b8260ff1c0187850152604084015216606082015282805260015afa505f5190565b9190820391821161138e57565b73ffffffffffffffffffffffffffffffffffffffff90911693919284156139fc5764ffffffffff1690428211801590613a03575b6139fc5773ffffffffffffffffffffffffffffffffffffffff1692835f525f60205260405f20926040519361370b856125c9565b549273ffffffffffffffffffffffffffffffffffffffff8416808652602086019460a01c8552156139f357865f52600260205260405f20865f5260205261375460405f2061266f565b926bffffffffffffffffffffffff8451169561378460208601976bffffffffffffffffffffffff895116906130e7565b9162ffffff8060608801511695168095148015906139df575b80156139c8575b6139bc576137c26bffffffffffffffffffffffff8092169384613696565b166bffffffffffffffffffffffff8751168082105f146139b45750945b6bffffffffffffffffffffffff86169586159283806139a0575b613992577fc10110028bb2d1ee18b29981e8fff094c692c747106334e587bc6f12f4a1172a996080996138e695156138fe575b50505050836040820152895f52600260205260405f20895f5260205260405f208151602083015160408401516060948501516bffffffffffffffffffffffff9093169190941b77ffffffffffffffffffffffff000000000000000000000000161760c09390931b7cffffffffff000000000000000000000000000000000000000000000000169290921760e89290921b7fffffff000000000000000000000000000000000000000000000000000000000016919091179055565b604051938452602084015260408301526060820152a3565b6bffffffffffffffffffffffff61392e858483613922613989998280995116612748565b169052828451166126c0565b1681525f8d8152602081905260409020925190519190911660a01b7fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff91909116179055565b5f80808061382c565b505050505050505050505050565b5064ffffffffff60408401511686146137f9565b9050946137df565b50505050505050505050565b50826bffffffffffffffffffffffff8216106137a4565b5064ffffffffff604087015116841061379d565b50505050505050565b5050505050565b5062278d00420180421161138e5782116136d7565b90602073ffffffffffffffffffffffffffffffffffffffff926024604051809581937f70a08231000000000000000000000000000000000000000000000000000000008352306004840152165afa8015612b16575f90613ab7575b613a7d9250613696565b90808203613a89575050565b7f0c3423e0000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b506020823d602011613ae3575b81613ad16020938361262e565b8101031261068b57613a7d9151613a73565b3d9150613ac4565b929173ffffffffffffffffffffffffffffffffffffffff604051927fa9059cbb000000000000000000000000000000000000000000000000000000005f521660045260245260205f60448180875af19260015f5114841615613b4e575b50604052565b3d15903b151516909216915f613b48565b80549391926bffffffffffffffffffffffff85169081811115613cd35781613b8691613696565b946bffffffffffffffffffffffff8160601c16918287105f14613ccc5786955b8697878111613c03575b50508615613bf957613bee613be6887fffffffffffffffff000000000000000000000000000000000000000000000000936130e7565b968794613696565b60601b911617179055565b5f96509450505050565b613c56929850613c288873ffffffffffffffffffffffffffffffffffffffff92613696565b91165f525f60205260405f2090815460a01c908181105f14613cc457915b8280613c5e575b505050866130e7565b955f80613bb0565b613c786bffffffffffffffffffffffff91613cbc94613696565b825473ffffffffffffffffffffffffffffffffffffffff16911660a01b7fffffffffffffffffffffffff000000000000000000000000000000000000000016179055565b5f8082613c4d565b508091613c46565b8295613ba6565b505f9450925050565b6bffffffffffffffffffffffff81166bffffffffffffffffffffffff036bffffffffffffffffffffffff811161138e576bffffffffffffffffffffffff168211613d3b576bffffffffffffffffffffffff613d38921690612748565b90565b7f10f5e707000000000000000000000000000000000000000000000000000000005f5260045ffdfea2646970667358221220be8d3e056ae95d39810d342ea72b0b055031174550f61f315122ce946812728d64736f6c63430008250033";
export const nodeRegistryAbi = [
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token_",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "minimumStake_",
    "type": "uint96"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "key",
    "type": "address"
   }
  ],
  "name": "BadKeyProof",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint64",
    "name": "current",
    "type": "uint64"
   },
   {
    "internalType": "uint64",
    "name": "proposed",
    "type": "uint64"
   }
  ],
  "name": "FloorNotHigher",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "key",
    "type": "address"
   }
  ],
  "name": "KeyAlreadyUsed",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "NoPayoutPending",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotOperator",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "NotPayout",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint40",
    "name": "readyAt",
    "type": "uint40"
   }
  ],
  "name": "NotReady",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint40",
    "name": "deadline",
    "type": "uint40"
   }
  ],
  "name": "ProofExpired",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ReentrancyGuardReentrantCall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "token",
    "type": "address"
   }
  ],
  "name": "SafeERC20FailedOperation",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint96",
    "name": "stake",
    "type": "uint96"
   },
   {
    "internalType": "uint96",
    "name": "minimum",
    "type": "uint96"
   }
  ],
  "name": "StakeTooSmall",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "uint40",
    "name": "unbondingAt",
    "type": "uint40"
   }
  ],
  "name": "UnbondingState",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "UnknownNode",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "expected",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "moved",
    "type": "uint256"
   }
  ],
  "name": "WrongAmountMoved",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "expected",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "moved",
    "type": "uint256"
   }
  ],
  "name": "WrongAmountMoved",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ZeroAddress",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ZeroAmount",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "version",
    "type": "uint64"
   }
  ],
  "name": "DescriptorFloorRaised",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "oldKey",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "newKey",
    "type": "address"
   }
  ],
  "name": "KeyRotated",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "address",
    "name": "by",
    "type": "address"
   }
  ],
  "name": "PayoutCancelled",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "payout",
    "type": "address"
   }
  ],
  "name": "PayoutChanged",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "newPayout",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint40",
    "name": "readyAt",
    "type": "uint40"
   }
  ],
  "name": "PayoutProposed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "operator",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "address",
    "name": "payout",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "stake",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint64",
    "name": "descriptorFloor",
    "type": "uint64"
   }
  ],
  "name": "Registered",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "payout",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "StakeWithdrawn",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "bond",
    "type": "uint96"
   }
  ],
  "name": "ToppedUp",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "UnstakeCancelled",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint40",
    "name": "readyAt",
    "type": "uint40"
   }
  ],
  "name": "UnstakeRequested",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "PAYOUT_DELAY",
  "outputs": [
   {
    "internalType": "uint40",
    "name": "",
    "type": "uint40"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "UNBONDING",
  "outputs": [
   {
    "internalType": "uint40",
    "name": "",
    "type": "uint40"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "applyPayout",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "cancelPayout",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "cancelUnstake",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "domainSeparator",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "key",
    "type": "address"
   }
  ],
  "name": "idOfKey",
  "outputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "isActive",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "caller",
    "type": "address"
   }
  ],
  "name": "mayRelease",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "minimumStake",
  "outputs": [
   {
    "internalType": "uint96",
    "name": "",
    "type": "uint96"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "nodeOf",
  "outputs": [
   {
    "components": [
     {
      "internalType": "address",
      "name": "operator",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payout",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "key",
      "type": "address"
     },
     {
      "internalType": "uint96",
      "name": "bond",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "registeredAt",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "unbondingAt",
      "type": "uint40"
     },
     {
      "internalType": "uint64",
      "name": "descriptorFloor",
      "type": "uint64"
     },
     {
      "internalType": "address",
      "name": "pendingPayout",
      "type": "address"
     },
     {
      "internalType": "uint40",
      "name": "payoutReadyAt",
      "type": "uint40"
     }
    ],
    "internalType": "struct Node",
    "name": "",
    "type": "tuple"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "payoutOf",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "newPayout",
    "type": "address"
   }
  ],
  "name": "proposePayout",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "payout",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "stake",
    "type": "uint96"
   },
   {
    "internalType": "uint64",
    "name": "descriptorFloor",
    "type": "uint64"
   },
   {
    "internalType": "uint40",
    "name": "deadline",
    "type": "uint40"
   },
   {
    "internalType": "bytes",
    "name": "nodeSignature",
    "type": "bytes"
   }
  ],
  "name": "register",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "requestUnstake",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "newKey",
    "type": "address"
   },
   {
    "internalType": "uint40",
    "name": "deadline",
    "type": "uint40"
   },
   {
    "internalType": "bytes",
    "name": "newKeySignature",
    "type": "bytes"
   }
  ],
  "name": "rotateKey",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "uint64",
    "name": "version",
    "type": "uint64"
   }
  ],
  "name": "setDescriptorFloor",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "token",
  "outputs": [
   {
    "internalType": "address",
    "name": "",
    "type": "address"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   },
   {
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "topUp",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "vetoPayout",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "node",
    "type": "address"
   }
  ],
  "name": "withdrawStake",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 }
] as const;
export const nodeRegistryBytecode: `0x${string}` = "0x61012080604052346101b25760408161243c803803809161002082856101b6565b8339810103126101b25780516001600160a01b03811691908290036101b25760200151906001600160601b0382168083036101b257604080519081016001600160401b0381118282101761019e57600d91602091604052828152016c5475726e70696b65204e6f646560981b815220806080524660c05260405160208101917f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f835260408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a0815261010860c0826101b6565b51902060a052811561018f57156101805760e0526101005260405161226290816101da823960805181612131015260a051816120e2015260c051816120bc015260e05181818161014a015281816104f0015281816112d601526116580152610100518181816101f4015281816108250152610f1f0152f35b631f2a200560e01b5f5260045ffd5b63d92e233d60e01b5f5260045ffd5b634e487b7160e01b5f52604160045260245ffd5b5f80fd5b601f909101601f19168101906001600160401b0382119082101761019e5760405256fe60806040526004361015610011575f80fd5b5f3560e01c806307caba04146119435780630fe7683f14611908578063133523fa146118cd57806318f26dca1461181a57806320cd4166146116d057806328c8c55f146115175780633656b94f146113955780634a50896514610e42578063682a914114610c105780636da61d1e14610b955780638d2500b414610ab55780638fbb2e55146109225780639a864672146108705780639f8a13d7146107b5578063c1ba16681461063d578063c23a5cea146103dc578063c69dde5414610363578063ccebfd8114610218578063ec5ffac2146101b2578063f698da25146101725763fc0c546a14610100575f80fd5b3461016e575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b5f80fd5b3461016e575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e5760206101aa6120b9565b604051908152f35b3461016e575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e5760206040516bffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461016e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e5773ffffffffffffffffffffffffffffffffffffffff610264611aa8565b16805f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f205416330361033457805f525f60205264ffffffffff600360405f20015460281c161561030557805f525f602052600360405f20017fffffffffffffffffffffffffffffffffffffffffffff0000000000ffffffffff81541690557f22cc830dad867e19cb47be932a438444a58da9fdc49c3f00d13fb9f0432b4e165f80a2005b7f589edb69000000000000000000000000000000000000000000000000000000005f526004525f60245260445ffd5b7f4738d054000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b3461016e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e5773ffffffffffffffffffffffffffffffffffffffff6103af611aa8565b165f526001602052602073ffffffffffffffffffffffffffffffffffffffff60405f205416604051908152f35b3461016e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e5773ffffffffffffffffffffffffffffffffffffffff610428611aa8565b610430611c68565b16805f525f60205260405f2090600382019064ffffffffff825460281c16801561060d578042106105e25750600283019073ffffffffffffffffffffffffffffffffffffffff6001835460a01c95015416928273ffffffffffffffffffffffffffffffffffffffff8594541690557fffffffffffffffffffffffffffffffffffffffffffff0000000000ffffffffff81541690557fcb4980f3d99f91eefd64011186d3c941533eb8e28989b14afc5c5713c4f1e55f6020604051868152a37f000000000000000000000000000000000000000000000000000000000000000091604051917fa9059cbb000000000000000000000000000000000000000000000000000000005f5260045260245260205f60448180865af19060015f51148216156105c2575b5015610580575f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b73ffffffffffffffffffffffffffffffffffffffff907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b60018215166105da5750813b15153d15161682610555565b3d5f823e3d90fd5b7fa3370570000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b507f589edb69000000000000000000000000000000000000000000000000000000005f526004525f60245260445ffd5b3461016e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e5773ffffffffffffffffffffffffffffffffffffffff610689611aa8565b16805f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f205416330361033457805f525f602052600360405f200164ffffffffff815460281c168061078657506212750064ffffffffff4216019064ffffffffff82116107595780547fffffffffffffffffffffffffffffffffffffffffffff0000000000ffffffffff16602883901b69ffffffffff0000000000161790557ff364d8d926b3efb9200487ba0e0ac990a3bafae3284df45808201ff3c6713f0f9060209064ffffffffff60405191168152a2005b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b827f589edb69000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b3461016e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e5773ffffffffffffffffffffffffffffffffffffffff610801611aa8565b165f525f602052602060405f20600281015460a01c6bffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001611159081610859575b506040519015158152f35b64ffffffffff91506003015460281c16158261084e565b3461016e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e576108a7611aa8565b73ffffffffffffffffffffffffffffffffffffffff811690815f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f20541633036108f2576108f090611ba7565b005b507f4738d054000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b3461016e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e57610959611aa8565b6024359067ffffffffffffffff82169081830361016e5773ffffffffffffffffffffffffffffffffffffffff1691825f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f2054163303610a8557825f525f60205267ffffffffffffffff600360405f20015460501c1680831115610a5557507f5b116930b09835468df22b957a638ff14c1e3136fef5590a433e8bf840e88cf291610a4c602092855f525f8452600360405f2001907fffffffffffffffffffffffffffff0000000000000000ffffffffffffffffffff71ffffffffffffffff0000000000000000000083549260501b169116179055565b604051908152a2005b90507f2061b23d000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b827f4738d054000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b3461016e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e576020610aee611aa8565b73ffffffffffffffffffffffffffffffffffffffff610b0b611acb565b91165f525f825273ffffffffffffffffffffffffffffffffffffffff60405f209116908115159182610b44575b50506040519015158152f35b815473ffffffffffffffffffffffffffffffffffffffff1681149250908215610b71575b50508280610b38565b6002015473ffffffffffffffffffffffffffffffffffffffff161490508280610b68565b3461016e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e5773ffffffffffffffffffffffffffffffffffffffff610be1611aa8565b165f525f602052602073ffffffffffffffffffffffffffffffffffffffff600160405f20015416604051908152f35b3461016e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e57610c47611aa8565b604051610c5381611b1c565b5f8152602081015f9052604081015f9052606081015f9052608081015f905260a081015f905260c081015f905260e081015f9052610100015f905273ffffffffffffffffffffffffffffffffffffffff165f525f60205260405f2060405190610cbb82611b1c565b805473ffffffffffffffffffffffffffffffffffffffff1691828152600182015473ffffffffffffffffffffffffffffffffffffffff1691602082019283526002810154906040830173ffffffffffffffffffffffffffffffffffffffff83168152606084019260a01c8352600382015492608085019164ffffffffff8516835260a08601938560281c64ffffffffff16855260c087019560501c67ffffffffffffffff168652600401549660e087019673ffffffffffffffffffffffffffffffffffffffff89168852610100019760a01c64ffffffffff1688526040519889525173ffffffffffffffffffffffffffffffffffffffff1660208901525173ffffffffffffffffffffffffffffffffffffffff166040880152516bffffffffffffffffffffffff1660608701525164ffffffffff1660808601525164ffffffffff1660a08501525167ffffffffffffffff1660c08401525173ffffffffffffffffffffffffffffffffffffffff1660e08301525164ffffffffff1661010082015261012090f35b3461016e5760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e57610e79611aa8565b610e81611acb565b604435906bffffffffffffffffffffffff821680920361016e5760643567ffffffffffffffff811680910361016e576084359064ffffffffff8216820361016e5760a43567ffffffffffffffff811161016e57610ee2903690600401611aee565b90610eeb611c68565b73ffffffffffffffffffffffffffffffffffffffff87169384158015611377575b61134f576bffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000169788881061131f579081610f54949392611ee9565b604051610f6081611b1c565b338152602081019373ffffffffffffffffffffffffffffffffffffffff16938481526040820191848352606081019287845260808201904264ffffffffff16825260a083015f815260c084019187835260e08501965f88526101008601965f88528a5f525f60205260405f20965173ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff1687547fffffffffffffffffffffffff0000000000000000000000000000000000000000161787555173ffffffffffffffffffffffffffffffffffffffff16600187019073ffffffffffffffffffffffffffffffffffffffff1681547fffffffffffffffffffffffff00000000000000000000000000000000000000001617905560028601915173ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff1682547fffffffffffffffffffffffff000000000000000000000000000000000000000016178255516bffffffffffffffffffffffff1661112b919073ffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffffff000000000000000000000000000000000000000083549260a01b169116179055565b60038401925164ffffffffff1683547fffffffffffffffffffffffffffffffffffffffffffffffffffffff0000000000161783555164ffffffffff166111a79083907fffffffffffffffffffffffffffffffffffffffffffff0000000000ffffffffff69ffffffffff000000000083549260281b169116179055565b5181547fffffffffffffffffffffffffffff0000000000000000ffffffffffffffffffff1660509190911b71ffffffffffffffff0000000000000000000016179055600401915173ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff1682547fffffffffffffffffffffffff0000000000000000000000000000000000000000161782555164ffffffffff1661129791907fffffffffffffff0000000000ffffffffffffffffffffffffffffffffffffffff78ffffffffff000000000000000000000000000000000000000083549260a01b169116179055565b6040519283528360208401526040830152339160607f5cd8c6d9d06a4a9432e0040b9bdda3aca42e2dd361d21f2d0cfc41deff3508fa91a36112fa90337f0000000000000000000000000000000000000000000000000000000000000000611cdc565b5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b88887f0bb73f11000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7fd92e233d000000000000000000000000000000000000000000000000000000005f5260045ffd5b5073ffffffffffffffffffffffffffffffffffffffff861615610f0c565b3461016e5760807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e576113cc611aa8565b6113d4611acb565b906044359064ffffffffff8216820361016e5760643567ffffffffffffffff811161016e57611407903690600401611aee565b9073ffffffffffffffffffffffffffffffffffffffff831693845f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f20541633036114e75773ffffffffffffffffffffffffffffffffffffffff861695861561134f5761146f94611ee9565b5f81815260208190526040812060020180547fffffffffffffffffffffffff00000000000000000000000000000000000000008116851790915573ffffffffffffffffffffffffffffffffffffffff1691907f67a108f883dad01f07fc4e8705cea092f645240361df1a3b23b550258bb806209080a4005b847f4738d054000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b3461016e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e5761154e611aa8565b602435906bffffffffffffffffffffffff821680920361016e57611570611c68565b81156116a85773ffffffffffffffffffffffffffffffffffffffff1690815f525f60205260405f2073ffffffffffffffffffffffffffffffffffffffff8154161561167c576002019181835460a01c01926bffffffffffffffffffffffff8411610759576040816116456112fa967f6f2bf9e765f1dad8f623fa68f326ee1099f01109aa0f44bfbc86c70027c90ad1949073ffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffffff000000000000000000000000000000000000000083549260a01b169116179055565b5460a01c8151908582526020820152a2337f0000000000000000000000000000000000000000000000000000000000000000611cdc565b827ff5174389000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f1f2a2005000000000000000000000000000000000000000000000000000000005f5260045ffd5b3461016e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e5773ffffffffffffffffffffffffffffffffffffffff61171c611aa8565b16805f525f60205260405f20906004820180549273ffffffffffffffffffffffffffffffffffffffff84169384156117ee5764ffffffffff9060a01c168042106105e2575060010180547fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff851617905580547fffffffffffffff000000000000000000000000000000000000000000000000001690557f58a5ff072be0c939808b8ba8c3c7009527337e9b9a3b050f8cc0221b09e1a3c15f80a3005b837f057ef2c0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b3461016e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e57611851611aa8565b73ffffffffffffffffffffffffffffffffffffffff811690815f525f60205273ffffffffffffffffffffffffffffffffffffffff600160405f20015416330361189d576108f090611ba7565b507f7fb966d8000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b3461016e575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e57602060405162093a808152f35b3461016e575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e576020604051621275008152f35b3461016e5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261016e5761197a611aa8565b73ffffffffffffffffffffffffffffffffffffffff611997611acb565b911690815f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f20541633036108f25773ffffffffffffffffffffffffffffffffffffffff1690811561134f5762093a8064ffffffffff42160164ffffffffff8111610759575f8281526020818152604090912060040180547fffffffffffffff0000000000ffffffffffffffffffffffffffffffffffffffff86167fffffffffffffff000000000000000000000000000000000000000000000000009091161760a084901b78ffffffffff0000000000000000000000000000000000000000161790557f62d8f44bd52c7f0a52f404c0ce212e11549a2a1146114d72dfd88ada97b498ae9164ffffffffff60405191168152a3005b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361016e57565b6024359073ffffffffffffffffffffffffffffffffffffffff8216820361016e57565b9181601f8401121561016e5782359167ffffffffffffffff831161016e576020838186019501011161016e57565b610120810190811067ffffffffffffffff821117611b3957604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117611b3957604052565b73ffffffffffffffffffffffffffffffffffffffff16805f525f602052600460405f200173ffffffffffffffffffffffffffffffffffffffff81541615611c3c5780547fffffffffffffff000000000000000000000000000000000000000000000000001690556040513381527fe98bac87722b7b091d0d1d1cba61218b7c4044d18f637531e592fd876b23e51b90602090a2565b507f057ef2c0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c611cb45760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d565b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b91909173ffffffffffffffffffffffffffffffffffffffff8116604051917f70a08231000000000000000000000000000000000000000000000000000000008352306004840152602083602481855afa928315611e60575f93611eb5575b5073ffffffffffffffffffffffffffffffffffffffff604051957f23b872dd000000000000000000000000000000000000000000000000000000005f5216600452306024528360445260205f60648180855af19060015f5114821615611e96575b50846040525f60605215611e6b57836024816020937f70a082310000000000000000000000000000000000000000000000000000000082523060048301525afa928315611e60575f93611e2c575b50820391821161075957808203611dfe575050565b7f0c3423e0000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9092506020813d602011611e58575b81611e4860209383611b66565b8101031261016e5751915f611de9565b3d9150611e3b565b6040513d5f823e3d90fd5b7f5274afe7000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6001821516611eac573b15153d1516165f611d9b565b853d5f823e3d90fd5b9092506020813d602011611ee1575b81611ed160209383611b66565b8101031261016e5751915f611d3a565b3d9150611ec4565b9364ffffffffff909216929042841061208d5773ffffffffffffffffffffffffffffffffffffffff1692835f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f20541661206257839273ffffffffffffffffffffffffffffffffffffffff926042611fe69360405160208101917ffd472dbfb5878af43624f824af1b11a9a31832b8978185ba6f1ca0fa608150228352336040830152886060830152608082015260808152611fa360a082611b66565b519020611fae6120b9565b90604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522061219c565b1603612037575f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f2091167fffffffffffffffffffffffff0000000000000000000000000000000000000000825416179055565b7fd1e0899d000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b837e0d0aed000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b837fbd9595e6000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b467f000000000000000000000000000000000000000000000000000000000000000003612104577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a0815261219660c082611b66565b51902090565b91604181036122255780604010156121f8578060201161016e5781359060401161016e576020925f92608092604086830135928151948552013560f81c868401526040830152606082015282805260015afa15611e60575f5190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b5050505f9056fea26469706673582212204bf04236aeb48271c2ab0794069d277081bdf41fa52358bc5b06b965e6a1184464736f6c63430008250033";
export const testStablecoinAbi = [
 {
  "inputs": [],
  "stateMutability": "nonpayable",
  "type": "constructor"
 },
 {
  "inputs": [],
  "name": "AuthorizationAlreadyUsed",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "AuthorizationNotValid",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "BadAuthorization",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "CallerIsNotReceiver",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "ECDSAInvalidSignature",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "length",
    "type": "uint256"
   }
  ],
  "name": "ECDSAInvalidSignatureLength",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "s",
    "type": "bytes32"
   }
  ],
  "name": "ECDSAInvalidSignatureS",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "spender",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "allowance",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "ERC20InsufficientAllowance",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "sender",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "balance",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "needed",
    "type": "uint256"
   }
  ],
  "name": "ERC20InsufficientBalance",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "approver",
    "type": "address"
   }
  ],
  "name": "ERC20InvalidApprover",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "receiver",
    "type": "address"
   }
  ],
  "name": "ERC20InvalidReceiver",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "sender",
    "type": "address"
   }
  ],
  "name": "ERC20InvalidSender",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "spender",
    "type": "address"
   }
  ],
  "name": "ERC20InvalidSpender",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "uint256",
    "name": "deadline",
    "type": "uint256"
   }
  ],
  "name": "ERC2612ExpiredSignature",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "signer",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   }
  ],
  "name": "ERC2612InvalidSigner",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "currentNonce",
    "type": "uint256"
   }
  ],
  "name": "InvalidAccountNonce",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "InvalidShortString",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "string",
    "name": "str",
    "type": "string"
   }
  ],
  "name": "StringTooLong",
  "type": "error"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "owner",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "spender",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "Approval",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "authorizer",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   }
  ],
  "name": "AuthorizationUsed",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [],
  "name": "EIP712DomainChanged",
  "type": "event"
 },
 {
  "anonymous": false,
  "inputs": [
   {
    "indexed": true,
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "Transfer",
  "type": "event"
 },
 {
  "inputs": [],
  "name": "DOMAIN_SEPARATOR",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "RECEIVE_WITH_AUTHORIZATION_TYPEHASH",
  "outputs": [
   {
    "internalType": "bytes32",
    "name": "",
    "type": "bytes32"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "spender",
    "type": "address"
   }
  ],
  "name": "allowance",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "spender",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "approve",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "authorizer",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   }
  ],
  "name": "authorizationState",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "account",
    "type": "address"
   }
  ],
  "name": "balanceOf",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "decimals",
  "outputs": [
   {
    "internalType": "uint8",
    "name": "",
    "type": "uint8"
   }
  ],
  "stateMutability": "pure",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "eip712Domain",
  "outputs": [
   {
    "internalType": "bytes1",
    "name": "fields",
    "type": "bytes1"
   },
   {
    "internalType": "string",
    "name": "name",
    "type": "string"
   },
   {
    "internalType": "string",
    "name": "version",
    "type": "string"
   },
   {
    "internalType": "uint256",
    "name": "chainId",
    "type": "uint256"
   },
   {
    "internalType": "address",
    "name": "verifyingContract",
    "type": "address"
   },
   {
    "internalType": "bytes32",
    "name": "salt",
    "type": "bytes32"
   },
   {
    "internalType": "uint256[]",
    "name": "extensions",
    "type": "uint256[]"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "amount",
    "type": "uint256"
   }
  ],
  "name": "mint",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "name",
  "outputs": [
   {
    "internalType": "string",
    "name": "",
    "type": "string"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   }
  ],
  "name": "nonces",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "owner",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "spender",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "deadline",
    "type": "uint256"
   },
   {
    "internalType": "uint8",
    "name": "v",
    "type": "uint8"
   },
   {
    "internalType": "bytes32",
    "name": "r",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "s",
    "type": "bytes32"
   }
  ],
  "name": "permit",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "validAfter",
    "type": "uint256"
   },
   {
    "internalType": "uint256",
    "name": "validBefore",
    "type": "uint256"
   },
   {
    "internalType": "bytes32",
    "name": "nonce",
    "type": "bytes32"
   },
   {
    "internalType": "uint8",
    "name": "v",
    "type": "uint8"
   },
   {
    "internalType": "bytes32",
    "name": "r",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "s",
    "type": "bytes32"
   }
  ],
  "name": "receiveWithAuthorization",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "symbol",
  "outputs": [
   {
    "internalType": "string",
    "name": "",
    "type": "string"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [],
  "name": "totalSupply",
  "outputs": [
   {
    "internalType": "uint256",
    "name": "",
    "type": "uint256"
   }
  ],
  "stateMutability": "view",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "transfer",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "from",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "to",
    "type": "address"
   },
   {
    "internalType": "uint256",
    "name": "value",
    "type": "uint256"
   }
  ],
  "name": "transferFrom",
  "outputs": [
   {
    "internalType": "bool",
    "name": "",
    "type": "bool"
   }
  ],
  "stateMutability": "nonpayable",
  "type": "function"
 }
] as const;
export const testStablecoinBytecode: `0x${string}` = "0x6101606040523461044057604051610018604082610444565b600b8152602081016a2a32b9ba102237b63630b960a91b815260405190610040604083610444565b600b82526a2a32b9ba102237b63630b960a91b602083015260405192610067604085610444565b6004845263151554d160e21b602085015260405193610087604086610444565b60018552603160f81b60208601908152845190946001600160401b03821161033b5760035490600182811c92168015610436575b602083101461031d5781601f8493116103c0575b50602090601f831160011461035a575f9261034f575b50508160011b915f199060031b1c1916176003555b8051906001600160401b03821161033b5760045490600182811c92168015610331575b602083101461031d5781601f8493116102a7575b50602090601f8311600114610241575f92610236575b50508160011b915f199060031b1c1916176004555b61016581610467565b6101205261017284610467565b61014052519020918260e05251902080610100524660a0526040519060208201927f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f8452604083015260608201524660808201523060a082015260a081526101db60c082610444565b5190206080523060c0526040516113f790816104d3823960805181611057015260a05181611114015260c05181611028015260e051816110a6015261010051816110cc015261012051816107aa015261014051816107d30152f35b015190505f80610147565b60045f9081528281209350601f198516905b81811061028f5750908460019594939210610277575b505050811b0160045561015c565b01515f1960f88460031b161c191690555f8080610269565b92936020600181928786015181550195019301610253565b828111156101315760045f52909150601f830160051c7f8a35acfbc15ff81a39ae7d344fd709f28e8600b4aa8c65c6b64bfe7fe36bd19b60208510610315575b849392601f0160051c82900391015f5b828110610305575050610131565b5f818301558594506001016102f7565b5f91506102e7565b634e487b7160e01b5f52602260045260245ffd5b91607f169161011d565b634e487b7160e01b5f52604160045260245ffd5b015190505f806100e5565b60035f9081528281209350601f198516905b8181106103a85750908460019594939210610390575b505050811b016003556100fa565b01515f1960f88460031b161c191690555f8080610382565b9293602060018192878601518155019501930161036c565b828111156100cf5760035f52909150601f830160051c7fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b6020851061042e575b849392601f0160051c82900391015f5b82811061041e5750506100cf565b5f81830155859450600101610410565b5f9150610400565b91607f16916100bb565b5f80fd5b601f909101601f19168101906001600160401b0382119082101761033b57604052565b601f815111610492576020815191015160208210610483571790565b5f198260200360031b1b161790565b604460209160405192839163305a27a960e01b83528160048401528051918291826024860152018484015e5f828201840152601f01601f19168101030190fdfe6080806040526004361015610012575f80fd5b5f3560e01c90816306fdde0314610d4e57508063095ea7b314610d0a57806318160ddd14610ccf57806323b872dd14610b3b578063313ce56714610b025780633644e51514610ac257806340c10f19146109c357806370a08231146109615780637ecebe00146108fe5780637f2eecc3146108a657806384b0196e1461077457806395d89b4114610613578063a9059cbb146105c4578063d505accf14610458578063dd62ed3e146103cc578063e94a0102146103585763ef55bec6146100d7575f80fd5b34610354576101207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126103545761010f610e67565b610117610e8a565b60843591604435919060a43560c43560643560ff821682036103545773ffffffffffffffffffffffffffffffffffffffff85169182330361032c57814211801590610322575b6102fa5773ffffffffffffffffffffffffffffffffffffffff851697885f52600860205260405f20855f5260205260ff60405f2054166102d257889373ffffffffffffffffffffffffffffffffffffffff936102369361022d936040519260208401947fd099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de8865289604086015260608501528c608085015260a084015260c08301528760e083015260e0825261021461010083610ead565b610228610104359360e4359351902061113a565b61124f565b909291926112e9565b16036102aa57846102a8955f52600860205260405f20825f5260205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff008254161790557f98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a55f80a3610f1b565b005b7fb9738588000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f9508f1f2000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f158ff4ec000000000000000000000000000000000000000000000000000000005f5260045ffd5b508742101561015d565b7fd0d46358000000000000000000000000000000000000000000000000000000005f5260045ffd5b5f80fd5b346103545760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126103545773ffffffffffffffffffffffffffffffffffffffff6103a4610e67565b165f52600860205260405f206024355f52602052602060ff60405f2054166040519015158152f35b346103545760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261035457610403610e67565b73ffffffffffffffffffffffffffffffffffffffff610420610e8a565b91165f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f2091165f52602052602060405f2054604051908152f35b346103545760e07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126103545761048f610e67565b610497610e8a565b604435906064359260843560ff81168103610354578442116105985761055561022d73ffffffffffffffffffffffffffffffffffffffff9283851697885f52600760205260405f20918254926001840190556040519160208301937f6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c985528b6040850152878a1660608501528a608085015260a084015260c083015260c0825261054260e083610ead565b61022860c4359360a4359351902061113a565b1684810361056857506102a8935061117b565b84907f4b800e46000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b847f62791302000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b346103545760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610354576106086105fe610e67565b6024359033610f1b565b602060405160018152f35b34610354575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610354576040515f6004548060011c9060018116801561076a575b60208310811461073d578285529081156106fb575060011461069d575b6106998361068581850382610ead565b604051918291602083526020830190610e24565b0390f35b91905060045f527f8a35acfbc15ff81a39ae7d344fd709f28e8600b4aa8c65c6b64bfe7fe36bd19b915f905b8082106106e157509091508101602001610685610675565b9192600181602092548385880101520191019092916106c9565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff001660208086019190915291151560051b840190910191506106859050610675565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602260045260245ffd5b91607f1691610658565b34610354575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126103545761084a6107ce7f00000000000000000000000000000000000000000000000000000000000000006111f8565b6107f77f00000000000000000000000000000000000000000000000000000000000000006111f8565b60206108586040519261080a8385610ead565b5f84525f3681376040519586957f0f00000000000000000000000000000000000000000000000000000000000000875260e08588015260e0870190610e24565b908582036040870152610e24565b4660608501523060808501525f60a085015283810360c08501528180845192838152019301915f5b82811061088f57505050500390f35b835185528695509381019392810192600101610880565b34610354575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126103545760206040517fd099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de88152f35b346103545760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126103545773ffffffffffffffffffffffffffffffffffffffff61094a610e67565b165f526007602052602060405f2054604051908152f35b346103545760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126103545773ffffffffffffffffffffffffffffffffffffffff6109ad610e67565b165f525f602052602060405f2054604051908152f35b346103545760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610354576109fa610e67565b73ffffffffffffffffffffffffffffffffffffffff166024358115610a965760025490808201809211610a695760207fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef915f9360025584845283825260408420818154019055604051908152a3005b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b7fec442f05000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b34610354575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610354576020610afa611011565b604051908152f35b34610354575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261035457602060405160068152f35b346103545760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261035457610b72610e67565b610b7a610e8a565b6044359073ffffffffffffffffffffffffffffffffffffffff831692835f52600160205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f5260205260405f20547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8110610bf6575b506106089350610f1b565b838110610c9b578415610c6f573315610c4357610608945f52600160205260405f2073ffffffffffffffffffffffffffffffffffffffff33165f526020528360405f209103905584610beb565b7f94280d62000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b7fe602df05000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b83907ffb8f41b2000000000000000000000000000000000000000000000000000000005f523360045260245260445260645ffd5b34610354575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610354576020600254604051908152f35b346103545760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261035457610608610d44610e67565b602435903361117b565b34610354575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610354575f6003548060011c90600181168015610e1a575b60208310811461073d578285529081156106fb5750600114610dbc576106998361068581850382610ead565b91905060035f527fc2575a0e9e593c00f959f8c92f12db2869c3395a3b0502d05e2516446f71f85b915f905b808210610e0057509091508101602001610685610675565b919260018160209254838588010152019101909291610de8565b91607f1691610d90565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361035457565b6024359073ffffffffffffffffffffffffffffffffffffffff8216820361035457565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117610eee57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b73ffffffffffffffffffffffffffffffffffffffff16908115610fe55773ffffffffffffffffffffffffffffffffffffffff16918215610a9657815f525f60205260405f2054818110610fb357817fddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef92602092855f525f84520360405f2055845f525f825260405f20818154019055604051908152a3565b827fe450d38c000000000000000000000000000000000000000000000000000000005f5260045260245260445260645ffd5b7f96c6fd1e000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b73ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016301480611111575b15611079577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527f000000000000000000000000000000000000000000000000000000000000000060608201524660808201523060a082015260a0815261110b60c082610ead565b51902090565b507f00000000000000000000000000000000000000000000000000000000000000004614611050565b604290611145611011565b90604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b73ffffffffffffffffffffffffffffffffffffffff16908115610c6f5773ffffffffffffffffffffffffffffffffffffffff16918215610c435760207f8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b92591835f526001825260405f20855f5282528060405f2055604051908152a3565b60ff811690601f82116112275760405191611214604084610ead565b6020808452838101919036833783525290565b7fb3512b0c000000000000000000000000000000000000000000000000000000005f5260045ffd5b91907f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a084116112de579160209360809260ff5f9560405194855216868401526040830152606082015282805260015afa156112d3575f5173ffffffffffffffffffffffffffffffffffffffff8116156112c957905f905f90565b505f906001905f90565b6040513d5f823e3d90fd5b5050505f9160039190565b600481101561139457806112fb575050565b6001810361132b577ff645eedf000000000000000000000000000000000000000000000000000000005f5260045ffd5b6002810361135f57507ffce698f7000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6003146113695750565b7fd78bce0c000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffdfea26469706673582212201c18f3e8421329770c62d8f4305864424665400290efe13283151dad73bd5e9e64736f6c63430008250033";
