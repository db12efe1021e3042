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
    "indexed": false,
    "internalType": "bytes",
    "name": "rows",
    "type": "bytes"
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
  "name": "SettledAndCollected",
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
export const paymentChannelsBytecode: `0x${string}` = "0x610180806040523461028a5760a081613ea68038038091610020828561028e565b83398101031261028a57610033816102b1565b90610040602082016102b1565b61004c604083016102b1565b9060608301519261ffff84169081850361028a5760800151946001600160601b038616860361028a57604080519081016001600160401b038111828210176102765760119160209160405282815201705475726e70696b65205061796d656e747360781b815220806080524660c05260405160208101917f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f835260408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a0815261012c60c08261028e565b51902060a0526001600160a01b03169081158015610265575b8015610254575b610245576127108111610233575060e0526001600160a01b031661010052610120526101405261016052604051613be090816102c6823960805181612ddd015260a05181612d8e015260c05181612d68015260e0518181816101770152818161045f0152818161141601528181611b9f01528181611eca01528181611f120152818161313201526136a20152610100518181816110bd0152818161193001528181612b160152612c51015261012051818181611aa60152611fce0152610140518181816125e9015261360e0152610160518181816102d90152818161216b015261264f0152f35b638ea70c0760e01b5f5260045260245ffd5b63d92e233d60e01b5f5260045ffd5b506001600160a01b0384161561014c565b506001600160a01b03831615610145565b634e487b7160e01b5f52604160045260245ffd5b5f80fd5b601f909101601f19168101906001600160401b0382119082101761027657604052565b51906001600160a01b038216820361028a5756fe60806040526004361015610011575f80fd5b5f5f3560e01c806306ec16f8146126735780631f7cb29f1461260d57806324a9d853146125b15780632ff5bd8f146120c75780633ba1356c1461202d57806348a44b4f14611ff25780634b38474d14611f8457806351cff8d914611cc757806358c0f729146119f757806379e2e31c146119545780637b103999146118e65780638086b8ba146118675780638cc80b63146117c6578063940a3d2a146117a55780639653fe49146114fa5780639679d2c11461137b578063a1c490d61461133f578063af411b1d14611046578063c35287f714610e46578063c56c6aec14610930578063d17a9ad11461086d578063e67ca67714610784578063f4fc2ed2146101df578063f698da251461019e5763fc0c546a1461012d575f80fd5b3461019b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b80fd5b503461019b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b5760206101d7612d65565b604051908152f35b503461019b576101207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b576102186126de565b610220612701565b906044359073ffffffffffffffffffffffffffffffffffffffff8216918281036105fd57606435936bffffffffffffffffffffffff85169182860361060c57608435946bffffffffffffffffffffffff861695868103610780576101043567ffffffffffffffff811161077c5761029b90369060040161275a565b9490986102a661333a565b60017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d6bffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016808a118015610772575b61074257506041860361071a5761032f8373ffffffffffffffffffffffffffffffffffffffff92612865565b91169384158015610712575b6106ea576bffffffffffffffffffffffff8216156106c257848b528a60205260408b205473ffffffffffffffffffffffffffffffffffffffff8116801515806106b8575b6106845750928261040b7f335e60d883c539c89faab9f00a5541fe3d1ed03c6a4789a940dfc1002c945ded9387968f8a976040828a6103c7945280602052209260a01c6128ed565b909173ffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffffff000000000000000000000000000000000000000091169160a01b16179055565b604080516bffffffffffffffffffffffff928316815292909116602083015290a36040519060208201928352604082015285606082015260e43560808201526080815261045960a0826127f7565b519020907f00000000000000000000000000000000000000000000000000000000000000009573ffffffffffffffffffffffffffffffffffffffff871691604051957f70a08231000000000000000000000000000000000000000000000000000000008752306004880152602087602481875afa968715610679578a97610641575b50816040101561061457908994939291816020116106105782359160401161061057602083013592843b1561060c57869473ffffffffffffffffffffffffffffffffffffffff94610124946040889481519a8b998a987fef55bec6000000000000000000000000000000000000000000000000000000008a521660048901523060248901528d604489015260a435606489015260c435608489015260a4880152013560f81c60c486015260e48501526101048401525af18015610601576105e8575b50506105a99184613ad6565b806105d6575b82807f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d80f35b6105e1913390612f94565b5f806105af565b816105f2916127f7565b6105fd57845f61059d565b8480fd5b6040513d84823e3d90fd5b8680fd5b8580fd5b60248a7f4e487b710000000000000000000000000000000000000000000000000000000081526032600452fd5b9096506020813d602011610671575b8161065d602093836127f7565b8101031261066d5751955f6104db565b5f80fd5b3d9150610650565b6040513d8c823e3d90fd5b8c86606492897fa2b8a2e4000000000000000000000000000000000000000000000000000000008452600452602452604452fd5b508581141561037f565b60048b7f1f2a2005000000000000000000000000000000000000000000000000000000008152fd5b60048b7fd92e233d000000000000000000000000000000000000000000000000000000008152fd5b50831561033b565b60048b7f5cd5d233000000000000000000000000000000000000000000000000000000008152fd5b8b6044918b7f4d595812000000000000000000000000000000000000000000000000000000008352600452602452fd5b50878a1015610303565b8980fd5b8880fd5b503461019b5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b5773ffffffffffffffffffffffffffffffffffffffff60406107d36126de565b92826107dd612701565b9416815260026020522091165f5260205261086960405f205460405191816bffffffffffffffffffffffff849316906bffffffffffffffffffffffff8160601c169064ffffffffff8160c01c169060e81c8592936bffffffffffffffffffffffff8092969564ffffffffff60609562ffffff608089019a16885216602087015216604085015216910152565b0390f35b503461019b576108a97f48d26de6a55214a82415bf741a82f2b0fb6191e93fb97ff897522ffccddd3f126108a036612788565b9082949261338a565b806108dc575b507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe060408251019101a280f35b73ffffffffffffffffffffffffffffffffffffffff84168552600360205278010000000000000000000000000000000000000000000000006109226040872092836135f0565b9060601b171790555f6108af565b503461019b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b5760043567ffffffffffffffff8111610e425761098090369060040161275a565b90918082158015610e34575b610e03575080610dd65750606881048060061b9080820460401490151715610da9576109f18391906060604051602081527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f60208301955f875201160101604052565b916109fa612d65565b905f925f925f925f925f925f915b838310610adb57505050508103610a5c575b50505080610a2457005b81526040517f1d3466140ba4c12031122c8379be2c012de3b3a156500fbe2f4ba6960ad0a8af918190610a579082612b7d565b0390a1005b73ffffffffffffffffffffffffffffffffffffffff610ad393165f525f6020526bffffffffffffffffffffffff60405f209116909173ffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffffff000000000000000000000000000000000000000091169160a01b16179055565b828080610a1a565b9092978282969396019283358060601c976014860135908160601c9060686048890135910197610b728c64ffffffffff8660781c166040519060208201927f64d9e3b57e7b83698b7fad9534237a7b999e04376145f5ec0eb639bc9103f953845260408301528760a01c6060830152608082015262ffffff861660a082015260a08152610b6960c0826127f7565b5190208b612e48565b601b8360ff1c019260ff8411610da957610bd95f937f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9360209660286040519687961693013591859094939260ff6060936080840197845216602083015260408201520152565b838052039060015afa15610d9e578d998c73ffffffffffffffffffffffffffffffffffffffff5f5191169073ffffffffffffffffffffffffffffffffffffffff811691808303610cee575b50505073ffffffffffffffffffffffffffffffffffffffff8c1615610ce257610c4f9185918e613827565b939015610cd7579160409493929184848794039b01938d60601b176020850152821c907fffffffffffffffffffffffffffffffffffffffff0000000000000000000000006bffffffffff0000000000000077ffffffffffffffffffffffffffffffffff0000000000000066ffffff0000000085169416169116171791015201975b9290610a08565b985050505097610cd0565b50505050955097610cd0565b939d929b90949680929f5003610d35575b505050995f525f60205260405f20549173ffffffffffffffffffffffffffffffffffffffff8360a01c93169983988f8080610c24565b610d96925f525f6020526bffffffffffffffffffffffff60405f209116909173ffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffffff000000000000000000000000000000000000000091169160a01b16179055565b8d8080610cff565b6040513d5f823e3d90fd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b807f4e487b7100000000000000000000000000000000000000000000000000000000602492526012600452fd5b80837f5208e34500000000000000000000000000000000000000000000000000000000604493526004526068602452fd5b50508060688306151561098c565b5080fd5b503461019b57610e5536612788565b9190610e618382613717565b5073ffffffffffffffffffffffffffffffffffffffff610eb984906060604051602081527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f60208301955f875201160101604052565b9216928385526002602052604085208592865b838110610f0f5787877f6216efa6121661f2c113d6aa706d2b3f00acac74d20aea675a8e9e51b0e73107610f098989815260405191829182612b7d565b0390a280f35b60148183969596013560601c91019373ffffffffffffffffffffffffffffffffffffffff82165f528360205260405f20610f6e8154908160e81c9164ffffffffff8160c01c16916bffffffffffffffffffffffff808360601c16921690565b93906bffffffffffffffffffffffff8194939416158015611036575b61102957610f98908761376c565b1561101d576bffffffffffffffffffffffff939093167cffffffffff00000000000000000000000000000000000000000000000060c09390931b929092167fffffff000000000000000000000000000000000000000000000000000000000060e89290921b919091161717905560609190911b86820160200152601401935b92610ecc565b50505050949050611017565b5050505050949050611017565b5064ffffffffff84164210610f8a565b503461019b5761105536612788565b9073ffffffffffffffffffffffffffffffffffffffff604051937f8d2500b4000000000000000000000000000000000000000000000000000000008552169283600482015233602482015260208160448173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa9081156113345785916112f9575b50156112c9576110fd8282613717565b5061114082906060604051602081527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f60208301955f875201160101604052565b91838552600260205260408520918592869164ffffffffff4216925b8481106111995788887fa935153f331d20f92fbc69ee87b6cf5a00768fcd16d5b98d201a4fe8c9a94d70610f098a8a815260405191829182612b7d565b6014818397959697013560601c91019373ffffffffffffffffffffffffffffffffffffffff82165f528360205264ffffffffff60405f206111ff8154908160e81c9164ffffffffff8160c01c16916bffffffffffffffffffffffff808360601c16921690565b94909116156112bd5762ffffff808316149081156112ab575b506112a05760010160e81b7fffffff00000000000000000000000000000000000000000000000000000000001660c089901b7cffffffffff00000000000000000000000000000000000000000000000016176bffffffffffffffffffffffff90921691909117905561129791908860208260149460601b920101520190565b945b939261115c565b505050959050611299565b6112b691508661376c565b155f611218565b50505050959050611299565b604484847f70aa961e00000000000000000000000000000000000000000000000000000000825260045233602452fd5b90506020813d60201161132c575b81611314602093836127f7565b810103126105fd575180151581036105fd575f6110ed565b3d9150611307565b6040513d87823e3d90fd5b503461019b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b57602060405162278d008152f35b503461066d5760e07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d576113b36126de565b906113bc612701565b6113c461273f565b9060843560ff811680910361066d576113db61333a565b60017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d73ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001690813b1561066d575f9160e4839260405194859384927fd505accf0000000000000000000000000000000000000000000000000000000084523360048501523060248501526bffffffffffffffffffffffff8a1660448501526064356064850152608484015260a43560a484015260c43560c48401525af16114e4575b506114be929361305e565b807f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d80f35b6114be93505f6114f3916127f7565b5f926114b3565b3461066d5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d576115316126de565b611539612724565b73ffffffffffffffffffffffffffffffffffffffff821691825f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f205416330361175e575b50815f525f60205260405f205473ffffffffffffffffffffffffffffffffffffffff8160a01c911615611732576bffffffffffffffffffffffff8216908082116117035750825f52600160205260405f205460e81c62ffffff811480156116f6575b50816116a2579064ffffffffff7f8a31c5ed39db28ad49de97137049f9463e0c0c4d3a180eb17b9fa887a9576e529362ffffff6080946116875f935b5f8a81526001602052604090206bffffffffffffffffffffffff919091167cffffffffff00000000000000000000000000000000000000000000000060c087901b167fffffff000000000000000000000000000000000000000000000000000000000060e886901b1617179055565b6040519485525f6020860152166040840152166060820152a2005b906201518064ffffffffff4216019164ffffffffff8311610da9577f8a31c5ed39db28ad49de97137049f9463e0c0c4d3a180eb17b9fa887a9576e529362ffffff64ffffffffff9261168760809693611618565b610da957600101846115dc565b907f28edff71000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b827fc4c6fde4000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b823303611775578161176f91612ef9565b8261157a565b827f9cb40a40000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b3461066d576117c46117b636612788565b916117bf61333a565b612943565b005b3461066d5760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d576118426118006126de565b611808612701565b61181061273f565b9161181961333a565b60017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d61305e565b5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b3461066d5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d5773ffffffffffffffffffffffffffffffffffffffff6118b36126de565b165f525f6020526040805f205473ffffffffffffffffffffffffffffffffffffffff8251918060a01c8352166020820152f35b3461066d575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461066d5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d5773ffffffffffffffffffffffffffffffffffffffff6119a06126de565b165f9081526001602090815260409182902054825160e882901c815264ffffffffff60c083901c16928101929092526bffffffffffffffffffffffff606082811c8216948401949094521691810191909152608090f35b3461066d5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d5760043567ffffffffffffffff811161066d573660238201121561066d5780600401359067ffffffffffffffff821161066d576024810190602436918460051b01011161066d57611a7461333a565b60017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d5f905f5b838110611c1857507f00000000000000000000000000000000000000000000000000000000000000009260405190806bffffffffffffffffffffffff6040840195169485845260406020850152526060820192905f905b808210611bcb57505050807ff8b27feb476b4aaf6114ccd2db2f6e9f6c1df7a4fc3c81cffeacb0280acd03bc9173ffffffffffffffffffffffffffffffffffffffff8616930390a28015159182611b98575b5050611b70575f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b7f90b8ec18000000000000000000000000000000000000000000000000000000005f5260045ffd5b611bc392507f0000000000000000000000000000000000000000000000000000000000000000613959565b158180611b45565b90919384359073ffffffffffffffffffffffffffffffffffffffff8216820361066d576020809173ffffffffffffffffffffffffffffffffffffffff600194168152019501920190611af3565b91611c6b60019173ffffffffffffffffffffffffffffffffffffffff611c47611c4287898861288f565b6128cc565b165f5260036020526bffffffffffffffffffffffff60405f205460601c16906128ed565b9273ffffffffffffffffffffffffffffffffffffffff611c8f611c4283888761288f565b165f52600360205260405f207fffffffffffffffff000000000000000000000000ffffffffffffffffffffffff815416905501611a9c565b3461066d5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d5773ffffffffffffffffffffffffffffffffffffffff611d136126de565b611d1b61333a565b60017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d16805f526001602052611d7a60405f2054908160e81c9164ffffffffff8160c01c16916bffffffffffffffffffffffff808360601c16921690565b91929093849164ffffffffff84951680158015611f7b575b611f50575073ffffffffffffffffffffffffffffffffffffffff6bffffffffffffffffffffffff96835f525f60205260405f2054888160a01c93849216971611611f46575b90859392918888169889911611611f3e575b83611e0391845f525f6020526103c78960405f2092612865565b5f8281526001602090815260409182902060e89390931b7fffffff00000000000000000000000000000000000000000000000000000000001690925580516bffffffffffffffffffffffff88811682528616928101929092527f93312ecf66757d0d3bd8b88ed6b79f5ae389f85903c3abfb4a4508b87e14380e91a36bffffffffffffffffffffffff8116809411611ef4575b50505080611ec3575f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b611eee90337f0000000000000000000000000000000000000000000000000000000000000000612f94565b80611842565b611f0e6bffffffffffffffffffffffff91611f3694612865565b16907f0000000000000000000000000000000000000000000000000000000000000000612f94565b818080611e96565b869450611de9565b9095508590611dd7565b7fa3370570000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50804210611d92565b3461066d575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461066d575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d576020604051620151808152f35b3461066d5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d5773ffffffffffffffffffffffffffffffffffffffff6120796126de565b165f52600360205261086960405f205460405191816bffffffffffffffffffffffff80859460601c169116839092916bffffffffffffffffffffffff60209181604085019616845216910152565b3461066d5760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d576120fe6126de565b612106612724565b61210e61273f565b6064359062ffffff821680920361066d576084359364ffffffffff851680950361066d5760a43567ffffffffffffffff811161066d5761215290369060040161275a565b869291924211612585576bffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016926bffffffffffffffffffffffff851693808511801561255a575b61252b575073ffffffffffffffffffffffffffffffffffffffff831697885f52600160205260405f205460e81c80881480159061251f575b6124ef57509161227c9161227773ffffffffffffffffffffffffffffffffffffffff9460405160208101917f27e7a8e0e2c19e03bd414d7caa4bccbfc28821b32a547cdc4e7c4ace4c2e46dc83528d60408301526bffffffffffffffffffffffff8d169b8c60608401528a608084015260a083015260c082015260c0815261226760e0826127f7565b519020612272612d65565b612e48565b612e8e565b1680156124c7578690815f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f20541681036124b0575b5090505f525f60205260405f205473ffffffffffffffffffffffffffffffffffffffff8160a01c911615612484578084116124555750845f52600160205260405f205460e81c9362ffffff85148015612444575b50836123ed579162ffffff7f8a31c5ed39db28ad49de97137049f9463e0c0c4d3a180eb17b9fa887a9576e529564ffffffffff936123d3608097965f955b5f8c81526001602052604090206bffffffffffffffffffffffff9290921677ffffffffffffffffffffffff00000000000000000000000060609290921b919091167cffffffffff00000000000000000000000000000000000000000000000060c089901b167fffffff000000000000000000000000000000000000000000000000000000000060e888901b161717179055565b6040519586526020860152166040840152166060820152a2005b9092916201518064ffffffffff4216019164ffffffffff8311610da9577f8a31c5ed39db28ad49de97137049f9463e0c0c4d3a180eb17b9fa887a9576e52956080956123d362ffffff9364ffffffffff9695612340565b949094610da9576001019386612302565b837f28edff71000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b857fc4c6fde4000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b036124c757846124bf91612ef9565b8585816122ae565b7f5cd5d233000000000000000000000000000000000000000000000000000000005f5260045ffd5b87907f3efc134b000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b5062ffffff88146121de565b847f4d595812000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b506bffffffffffffffffffffffff8816801515908161257a575b506121a6565b90508510158a612574565b867f6747c9fd000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b3461066d575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d57602060405161ffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461066d575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d5760206040516bffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461066d5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261066d576118426126ad6126de565b6126b561333a565b60017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d612bc5565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361066d57565b6024359073ffffffffffffffffffffffffffffffffffffffff8216820361066d57565b602435906bffffffffffffffffffffffff8216820361066d57565b604435906bffffffffffffffffffffffff8216820361066d57565b9181601f8401121561066d5782359167ffffffffffffffff831161066d576020838186019501011161066d57565b9060407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc83011261066d5760043573ffffffffffffffffffffffffffffffffffffffff8116810361066d57916024359067ffffffffffffffff821161066d576127f39160040161275a565b9091565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff82111761283857604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b906bffffffffffffffffffffffff809116911603906bffffffffffffffffffffffff8211610da957565b919081101561289f5760051b0190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b3573ffffffffffffffffffffffffffffffffffffffff8116810361066d5790565b906bffffffffffffffffffffffff809116911601906bffffffffffffffffffffffff8211610da957565b9081602091031261066d575173ffffffffffffffffffffffffffffffffffffffff8116810361066d5790565b9161294e918361338a565b73ffffffffffffffffffffffffffffffffffffffff831692835f52600360205260405f209061297d83836135f0565b9485159390918415612acd57865f965b73ffffffffffffffffffffffffffffffffffffffff8816612a6c577f48d26de6a55214a82415bf741a82f2b0fb6191e93fb97ff897522ffccddd3f1295969750612a42575b5050507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe060408251019101a215612a07575050565b60207f076bbea1dbeaf25362c534770df01fdbffbd827b1421acc44f55b30b84db9dfe916bffffffffffffffffffffffff60405191168152a2565b78010000000000000000000000000000000000000000000000009160601b171790555f80866129d2565b509450927fad45cc231dfd11845b399adcbc2278a79be3d0fcc48a21356177c377ecea5a49837fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe06040612ac4999651019101a2613677565b15612a07575050565b6040517f6da61d1e00000000000000000000000000000000000000000000000000000000815288600482015260208160248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa8015610d9e5788915f91612b4e575b509661298d565b612b70915060203d602011612b76575b612b6881836127f7565b810190612917565b5f612b47565b503d612b5e565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602060409481855280519182918282880152018686015e5f8582860101520116010190565b73ffffffffffffffffffffffffffffffffffffffff16805f52600360205260405f20908154916bffffffffffffffffffffffff808460601c169316908115612d5f57604051937f6da61d1e00000000000000000000000000000000000000000000000000000000855283600486015260208560248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa948515610d9e575f95612d3c575b50829073ffffffffffffffffffffffffffffffffffffffff8616958615159384612d29575b505050505f14612ceb5760207f81ff3d441592b4e1a2ae51761e479b90f3847858b16b351781a790eaecf082be916bffffffffffffffffffffffff60405191168152a3565b7f076bbea1dbeaf25362c534770df01fdbffbd827b1421acc44f55b30b84db9dfe9192506020906bffffffffffffffffffffffff60405191168152a2565b612d339450613677565b815f8080612ca6565b83919550612d589060203d602011612b7657612b6881836127f7565b9490612c81565b50505050565b467f000000000000000000000000000000000000000000000000000000000000000003612db0577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a08152612e4260c0826127f7565b51902090565b906040519060208201927f190100000000000000000000000000000000000000000000000000000000000084526022830152604282015260428152612e426062826127f7565b91909160418203612ef257816040101561289f578160201161066d5782359160401161066d57604080519182528381013560f81c602080840191909152908201929092529181013560608301525f808052909160809060015afa15610d9e575f5190565b5050505f90565b906bffffffffffffffffffffffff1615612f6c5773ffffffffffffffffffffffffffffffffffffffff16805f52600160205264ffffffffff60405f205460c01c16612f415750565b7fa1e5a8c0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f1f2a2005000000000000000000000000000000000000000000000000000000005f5260045ffd5b9173ffffffffffffffffffffffffffffffffffffffff604051927fa9059cbb000000000000000000000000000000000000000000000000000000005f521660045260245260205f60448180865af19060015f511482161561303d575b60405215612ffb5750565b73ffffffffffffffffffffffffffffffffffffffff907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b90600181151661305557823b15153d15161690612ff0565b503d5f823e3d90fd5b91929173ffffffffffffffffffffffffffffffffffffffff168015801561331c575b6132f4576bffffffffffffffffffffffff8416938415612f6c57815f525f60205260405f20549073ffffffffffffffffffffffffffffffffffffffff8216801515806132d4575b61328a57506130e9916103c78592855f525f60205260405f209260a01c6128ed565b7f335e60d883c539c89faab9f00a5541fe3d1ed03c6a4789a940dfc1002c945ded604073ffffffffffffffffffffffffffffffffffffffff8151948786525f60208701521693a37f00000000000000000000000000000000000000000000000000000000000000009173ffffffffffffffffffffffffffffffffffffffff831692604051907f70a08231000000000000000000000000000000000000000000000000000000008252306004830152602082602481885afa918215610d9e575f92613256575b506040517f23b872dd000000000000000000000000000000000000000000000000000000005f5233600452306024528360445260205f60648180865af19060015f511482161561323e575b6040525f6060521561321257613210939450613ad6565b565b847f5274afe7000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b90600181151661305557823b15153d151616906131f9565b9091506020813d602011613282575b81613272602093836127f7565b8101031261066d5751905f6131ae565b3d9150613265565b8473ffffffffffffffffffffffffffffffffffffffff91857fa2b8a2e4000000000000000000000000000000000000000000000000000000005f526004526024521660445260645ffd5b5073ffffffffffffffffffffffffffffffffffffffff85168114156130c7565b7fd92e233d000000000000000000000000000000000000000000000000000000005f5260045ffd5b5073ffffffffffffffffffffffffffffffffffffffff821615613080565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c61336257565b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b9290925f9273ffffffffffffffffffffffffffffffffffffffff821680156132f4575f821580156135e2575b6135b15750604c8204906133c8612d65565b6040519461014086016040527fc9a07626607a863028257d4c20c803c8c2034421845edc394f77f5e598d9439b865260208601527f1901000000000000000000000000000000000000000000000000000000000000606086015260628501525f52600260205260405f20908060051b9080820460201490151715610da95761348d909693929196906060604051602081527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f60208301955f875201160101604052565b955f935f935b8385106134a35750505050508352565b909192948483989598013560a01c947f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff602c8a860101358a86013560a01c60408601526060852060828601526042606086012060c0860152601b8160ff1c0160e0860152600c8b87010135610100860152166101208401525f805260205f608060c0860160015afa50604c5f5199019573ffffffffffffffffffffffffffffffffffffffff8a16156135a85761357a9073ffffffffffffffffffffffffffffffffffffffff8b165f52866020528a60405f206139cd565b91811561359e57906020939291019960601b1782828c01015201945b929190613493565b9950505094613596565b50975094613596565b80837f5208e3450000000000000000000000000000000000000000000000000000000060449352600452604c602452fd5b50505f604c830615156133b6565b546bffffffffffffffffffffffff808260601c16911661271061ffff7f000000000000000000000000000000000000000000000000000000000000000016840204809303019101916bffffffffffffffffffffffff8284171161364f57565b7f10f5e707000000000000000000000000000000000000000000000000000000005f5260045ffd5b91926136c69181959460601b78010000000000000000000000000000000000000000000000001784557f0000000000000000000000000000000000000000000000000000000000000000613959565b9283156136d1575050565b6136ed6bffffffffffffffffffffffff809216828454166128ed565b167fffffffffffffffffffffffffffffffffffffffff000000000000000000000000825416179055565b505f8115801561375e575b61372e57506014900490565b6044917f5208e3450000000000000000000000000000000000000000000000000000000082526004526014602452fd5b50505f601482061515613722565b6bffffffffffffffffffffffff8216156138205773ffffffffffffffffffffffffffffffffffffffff165f525f60205260405f208054916bffffffffffffffffffffffff8360a01c91820116908110612ef25773ffffffffffffffffffffffffffffffffffffffff61381b931673ffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffffff000000000000000000000000000000000000000091169160a01b16179055565b600190565b5050600190565b93929373ffffffffffffffffffffffffffffffffffffffff64ffffffffff8460181c169216801561390a575f52600260205273ffffffffffffffffffffffffffffffffffffffff60405f2091165f5260205260405f209182549142811180159061394b575b61390a5764ffffffffff8360c01c169162ffffff81168460e81c14801590613942575b613935576bffffffffffffffffffffffff8460601c166bffffffffffffffffffffffff8516019060401c81811061392757039580871161391f575b50851580613916575b61390a570360c01b908460601b0101905560019190565b5050505090505f905f90565b508181146138f3565b95505f6138ea565b50505050505090505f905f90565b505050505090505f905f90565b508282106138af565b5062278d004201811161388c565b929173ffffffffffffffffffffffffffffffffffffffff604051927fa9059cbb000000000000000000000000000000000000000000000000000000005f521660045260245260205f60448180875af19260015f51148416156139bc575b50604052565b3d15903b151516909216915f6139b6565b80546bffffffffffffffffffffffff811694929385811115613a73578590039485946bffffffffffffffffffffffff8360601c16808811613a1a575b5050858091019460601b9101039055565b909196955073ffffffffffffffffffffffffffffffffffffffff8180970392165f525f60205260405f20918254908160a01c908181105f14613acc579384925b83613a7e575b5050505001948515613a73575f80613a09565b505f94508493505050565b73ffffffffffffffffffffffffffffffffffffffff167fffffffffffffffffffffffff00000000000000000000000000000000000000009390920360a01b92909216179055815f8080613a60565b5080938492613a5a565b90602073ffffffffffffffffffffffffffffffffffffffff93926024604051809681937f70a08231000000000000000000000000000000000000000000000000000000008352306004840152165afa928315610d9e575f93613b76575b508203918211610da957808203613b48575050565b7f0c3423e0000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9092506020813d602011613ba2575b81613b92602093836127f7565b8101031261066d5751915f613b33565b3d9150613b8556fea264697066735822122015569e456ee9c7241ef6935fab105be7a6b402d272ba89371e1180ce94b7231664736f6c63430008250033";
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
    "internalType": "uint256",
    "name": "countsUntil",
    "type": "uint256"
   }
  ],
  "name": "EvidenceTooOld",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "evidence",
    "type": "bytes32"
   }
  ],
  "name": "EvidenceUsed",
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
    "name": "key",
    "type": "address"
   }
  ],
  "name": "KeySpent",
  "type": "error"
 },
 {
  "inputs": [
   {
    "internalType": "address",
    "name": "reporter",
    "type": "address"
   }
  ],
  "name": "NoBounty",
  "type": "error"
 },
 {
  "inputs": [],
  "name": "NoFault",
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
    "name": "signer",
    "type": "address"
   }
  ],
  "name": "NotNodesKey",
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
    "internalType": "address",
    "name": "key",
    "type": "address"
   },
   {
    "internalType": "address",
    "name": "signer",
    "type": "address"
   }
  ],
  "name": "NotSameKey",
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
  "name": "NothingAtStake",
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
  "inputs": [
   {
    "internalType": "bytes32",
    "name": "expected",
    "type": "bytes32"
   },
   {
    "internalType": "bytes32",
    "name": "received",
    "type": "bytes32"
   }
  ],
  "name": "WrongQuote",
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
    "name": "reporter",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "amount",
    "type": "uint96"
   }
  ],
  "name": "BountyCollected",
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
    "name": "reporter",
    "type": "address"
   },
   {
    "indexed": true,
    "internalType": "bytes32",
    "name": "evidence",
    "type": "bytes32"
   },
   {
    "indexed": false,
    "internalType": "address",
    "name": "key",
    "type": "address"
   },
   {
    "indexed": false,
    "internalType": "uint8",
    "name": "fault",
    "type": "uint8"
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
    "name": "bounty",
    "type": "uint96"
   },
   {
    "indexed": false,
    "internalType": "uint96",
    "name": "bond",
    "type": "uint96"
   }
  ],
  "name": "Slashed",
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
  "name": "EVIDENCE_AGE",
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
  "name": "FAULT_MEMORY",
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
  "name": "SLASH_INTERVAL",
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
    "name": "reporter",
    "type": "address"
   }
  ],
  "name": "bountyOf",
  "outputs": [
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
  "inputs": [
   {
    "internalType": "address",
    "name": "reporter",
    "type": "address"
   }
  ],
  "name": "collectBounty",
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
    "name": "key",
    "type": "address"
   }
  ],
  "name": "isSpentKey",
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
    "internalType": "bytes32",
    "name": "evidence",
    "type": "bytes32"
   }
  ],
  "name": "isUsedEvidence",
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
      "internalType": "uint32",
      "name": "slashes",
      "type": "uint32"
     },
     {
      "internalType": "uint40",
      "name": "lastSlashAt",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "formerSlashAt",
      "type": "uint40"
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
  "inputs": [
   {
    "components": [
     {
      "internalType": "address",
      "name": "node",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "nonce",
      "type": "bytes32"
     },
     {
      "internalType": "uint96",
      "name": "pricePerGB",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "validFrom",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "validUntil",
      "type": "uint40"
     },
     {
      "internalType": "uint8",
      "name": "transport",
      "type": "uint8"
     },
     {
      "internalType": "bytes32",
      "name": "descriptorHash",
      "type": "bytes32"
     }
    ],
    "internalType": "struct Quote",
    "name": "quote",
    "type": "tuple"
   },
   {
    "internalType": "bytes",
    "name": "quoteSignature",
    "type": "bytes"
   },
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "quoteHash",
      "type": "bytes32"
     },
     {
      "internalType": "uint64",
      "name": "sequence",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "bytesTotal",
      "type": "uint64"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     }
    ],
    "internalType": "struct Demand",
    "name": "one",
    "type": "tuple"
   },
   {
    "internalType": "bytes",
    "name": "oneSignature",
    "type": "bytes"
   },
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "quoteHash",
      "type": "bytes32"
     },
     {
      "internalType": "uint64",
      "name": "sequence",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "bytesTotal",
      "type": "uint64"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     }
    ],
    "internalType": "struct Demand",
    "name": "other",
    "type": "tuple"
   },
   {
    "internalType": "bytes",
    "name": "otherSignature",
    "type": "bytes"
   },
   {
    "internalType": "address",
    "name": "reporter",
    "type": "address"
   }
  ],
  "name": "slashContradiction",
  "outputs": [],
  "stateMutability": "nonpayable",
  "type": "function"
 },
 {
  "inputs": [
   {
    "components": [
     {
      "internalType": "address",
      "name": "node",
      "type": "address"
     },
     {
      "internalType": "address",
      "name": "payer",
      "type": "address"
     },
     {
      "internalType": "bytes32",
      "name": "nonce",
      "type": "bytes32"
     },
     {
      "internalType": "uint96",
      "name": "pricePerGB",
      "type": "uint96"
     },
     {
      "internalType": "uint40",
      "name": "validFrom",
      "type": "uint40"
     },
     {
      "internalType": "uint40",
      "name": "validUntil",
      "type": "uint40"
     },
     {
      "internalType": "uint8",
      "name": "transport",
      "type": "uint8"
     },
     {
      "internalType": "bytes32",
      "name": "descriptorHash",
      "type": "bytes32"
     }
    ],
    "internalType": "struct Quote",
    "name": "quote",
    "type": "tuple"
   },
   {
    "internalType": "bytes",
    "name": "quoteSignature",
    "type": "bytes"
   },
   {
    "components": [
     {
      "internalType": "bytes32",
      "name": "quoteHash",
      "type": "bytes32"
     },
     {
      "internalType": "uint64",
      "name": "sequence",
      "type": "uint64"
     },
     {
      "internalType": "uint64",
      "name": "bytesTotal",
      "type": "uint64"
     },
     {
      "internalType": "uint96",
      "name": "amount",
      "type": "uint96"
     }
    ],
    "internalType": "struct Demand",
    "name": "demand",
    "type": "tuple"
   },
   {
    "internalType": "bytes",
    "name": "demandSignature",
    "type": "bytes"
   },
   {
    "internalType": "address",
    "name": "reporter",
    "type": "address"
   }
  ],
  "name": "slashOvercharge",
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
export const nodeRegistryBytecode: `0x${string}` = "0x61012080604052346101b957604081613756803803809161002082856101bd565b8339810103126101b95780516001600160a01b03811691908290036101b95760200151906001600160601b0382168083036101b957604080519081016001600160401b038111828210176101a557600d91602091604052828152016c5475726e70696b65204e6f646560981b815220806080524660c05260405160208101917f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f835260408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a0815261010860c0826101bd565b51902060a052811561019657156101875760e0526101005260405161357590816101e18239608051816133d1015260a05181613382015260c0518161335c015260e0518181816101ad015281816109c501528181610c6001528181611b0d0152611e5d01526101005181818161025701528181610d2001526116600152f35b631f2a200560e01b5f5260045ffd5b63d92e233d60e01b5f5260045ffd5b634e487b7160e01b5f52604160045260245ffd5b5f80fd5b601f909101601f19168101906001600160401b038211908210176101a55760405256fe60806040526004361015610011575f80fd5b5f3560e01c806307caba04146121735780630fe7683f14612138578063133523fa146120fd57806318f26dca1461204a57806320cd416614611ed557806328c8c55f14611d295780633656b94f14611ba75780634a508965146115835780634c86c6001461153657806352747f7b146114fb57806362305d8a146114c0578063682a91411461121d5780636da61d1e146111a25780637ad3aa621461113a5780638d2500b41461105a5780638fbb2e5514610ec75780639441294314610e565780639a86467214610da65780639f81c3b814610d6b5780639f8a13d714610cb0578063b9125cc914610b85578063c1ba166814610a3a578063c23a5cea146108ae578063c69dde5414610835578063ccebfd81146106ea578063da31268a14610549578063eb31e7db1461027b578063ec5ffac214610215578063f698da25146101d55763fc0c546a14610163575f80fd5b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b5f80fd5b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157602061020d613359565b604051908152f35b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15760206040516bffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101d1577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360161028081126101d157610100136101d1576101043567ffffffffffffffff81116101d1576102d590369060040161231e565b60807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffedc3601126101d1576101a43567ffffffffffffffff81116101d15761032090369060040161231e565b60807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe3c9392933601126101d1576102443567ffffffffffffffff81116101d15761036e90369060040161231e565b929094610264359473ffffffffffffffffffffffffffffffffffffffff861686036101d1576103b3916103ab6103a26129e5565b94859283612ae4565b948592612c11565b926101c4359180830361051957506040519160208301907f085774ddf7a8a32de81026377143968d587c956f878174f088e564cfa61c1eab825260408401526101e43567ffffffffffffffff81168091036101d15760608401526102043567ffffffffffffffff81168091036101d157608084015261022435926bffffffffffffffffffffffff84168094036101d1576104759360a082015260a0815261045b60c0826123dc565b519020956104708761046b613359565b613436565b61347c565b73ffffffffffffffffffffffffffffffffffffffff8083169116908082036104eb5750506104a161322b565b156104c3576104bb6104c1946104b561241d565b93612d35565b91612d7d565b005b7f6ccd0bbc000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f07796d87000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b90507fd6608763000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b346101d1577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016101e081126101d157610100136101d1576101043567ffffffffffffffff81116101d1576105a390369060040161231e565b9060807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffedc3601126101d1576101a43567ffffffffffffffff81116101d1576105ef90369060040161231e565b9290916101c4359273ffffffffffffffffffffffffffffffffffffffff841684036101d15761062b916106236103a26129e5565b958692612c11565b926101643567ffffffffffffffff8116908181036101d15750606435906bffffffffffffffffffffffff8216908183036101d1576106699250612d22565b633b9aca008101908181116106bd57633b9ac9ff019081116106bd57610184356bffffffffffffffffffffffff8116918282036101d157633b9aca0091500410156104c3576104bb6104c1946104b561241d565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff6107366122d8565b16805f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f205416330361080657805f525f60205264ffffffffff600360405f20015460281c16156107d757805f525f602052600360405f20017fffffffffffffffffffffffffffffffffffffffffffff0000000000ffffffffff81541690557f22cc830dad867e19cb47be932a438444a58da9fdc49c3f00d13fb9f0432b4e165f80a2005b7f589edb69000000000000000000000000000000000000000000000000000000005f526004525f60245260445ffd5b7f4738d054000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff6108816122d8565b165f526001602052602073ffffffffffffffffffffffffffffffffffffffff60405f205416604051908152f35b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff6108fa6122d8565b610902612501565b16805f525f60205260405f206003810164ffffffffff815460281c169283156107d757834210610a0e576109e99350600283019073ffffffffffffffffffffffffffffffffffffffff6001835460a01c95015416928273ffffffffffffffffffffffffffffffffffffffff8594541690557fffffffffffffffffffffffffffffffffffffffffffff0000000000ffffffffff81541690557fcb4980f3d99f91eefd64011186d3c941533eb8e28989b14afc5c5713c4f1e55f6020604051868152a37f000000000000000000000000000000000000000000000000000000000000000061291b565b5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b837fa3370570000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff610a866122d8565b16805f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f205416330361080657805f525f602052600360405f200164ffffffffff815460281c1680610b5657506212750064ffffffffff4216019064ffffffffff82116106bd5780547fffffffffffffffffffffffffffffffffffffffffffff0000000000ffffffffff16602883901b69ffffffffff0000000000161790557ff364d8d926b3efb9200487ba0e0ac990a3bafae3284df45808201ff3c6713f0f9060209064ffffffffff60405191168152a2005b827f589edb69000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157610bbc6122d8565b610bc4612501565b73ffffffffffffffffffffffffffffffffffffffff811690815f5260026020526bffffffffffffffffffffffff60405f205416908115610c8457826109e9935f52600260205260405f207fffffffffffffffffffffffffffffffffffffffff00000000000000000000000081541690557fa1514ab1217f91900d518b16f1b02a2a9656ba40ce465f4b23596ba58c4e36bf6020604051858152a27f000000000000000000000000000000000000000000000000000000000000000061291b565b827fef50fd65000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff610cfc6122d8565b165f525f602052602060405f20600281015460a01c6bffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001611159081610d54575b506040519015158152f35b64ffffffffff91506003015460281c161582610d49565b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15760206040516276a7008152f35b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157610ddd6122d8565b73ffffffffffffffffffffffffffffffffffffffff811690815f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f2054163303610e26576104c190612440565b507f4738d054000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff610ea26122d8565b165f52600260205260206bffffffffffffffffffffffff60405f205416604051908152f35b346101d15760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157610efe6122d8565b6024359067ffffffffffffffff8216908183036101d15773ffffffffffffffffffffffffffffffffffffffff1691825f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f205416330361102a57825f525f60205267ffffffffffffffff600360405f20015460501c1680831115610ffa57507f5b116930b09835468df22b957a638ff14c1e3136fef5590a433e8bf840e88cf291610ff1602092855f525f8452600360405f2001907fffffffffffffffffffffffffffff0000000000000000ffffffffffffffffffff71ffffffffffffffff0000000000000000000083549260501b169116179055565b604051908152a2005b90507f2061b23d000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b827f4738d054000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b346101d15760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15760206110936122d8565b73ffffffffffffffffffffffffffffffffffffffff6110b06122fb565b91165f525f825273ffffffffffffffffffffffffffffffffffffffff60405f2091169081151591826110e9575b50506040519015158152f35b815473ffffffffffffffffffffffffffffffffffffffff1681149250908215611116575b505082806110dd565b6002015473ffffffffffffffffffffffffffffffffffffffff16149050828061110d565b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff6111866122d8565b165f526004602052602060ff60405f2054166040519015158152f35b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff6111ee6122d8565b165f525f602052602073ffffffffffffffffffffffffffffffffffffffff600160405f20015416604051908152f35b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576112546122d8565b60405161126081612392565b5f8152602081015f9052604081015f9052606081015f9052608081015f905260a081015f905260c081015f905260e081015f905261010081015f905261012081015f905261014081015f9052610160015f905273ffffffffffffffffffffffffffffffffffffffff165f525f60205260405f20604051906112e082612392565b805473ffffffffffffffffffffffffffffffffffffffff1691828152600182015473ffffffffffffffffffffffffffffffffffffffff1691602082019283526002810154906040830173ffffffffffffffffffffffffffffffffffffffff83168152606084019260a01c83526003820154926080850164ffffffffff8516815260a08601908560281c64ffffffffff16825260c08701928660501c67ffffffffffffffff16845260e08801948760901c63ffffffff1686526101008901968860b01c64ffffffffff1688526101208a019860d81c895260040154996101408a019973ffffffffffffffffffffffffffffffffffffffff8c168b52610160019a60a01c64ffffffffff168b526040519b8c525173ffffffffffffffffffffffffffffffffffffffff1660208c01525173ffffffffffffffffffffffffffffffffffffffff1660408b0152516bffffffffffffffffffffffff1660608a01525164ffffffffff1660808901525164ffffffffff1660a08801525167ffffffffffffffff1660c08701525163ffffffff1660e08601525164ffffffffff166101008501525164ffffffffff166101208401525173ffffffffffffffffffffffffffffffffffffffff166101408301525164ffffffffff1661016082015261018090f35b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576020604051620697808152f35b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576020604051620151808152f35b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576004355f526003602052602060ff60405f2054166040519015158152f35b346101d15760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576115ba6122d8565b6115c26122fb565b604435906bffffffffffffffffffffffff82168092036101d15760643567ffffffffffffffff81168091036101d1576084359064ffffffffff821682036101d15760a43567ffffffffffffffff81116101d15761162390369060040161231e565b9061162c612501565b73ffffffffffffffffffffffffffffffffffffffff87169384158015611b89575b611b61576bffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001697888810611b31579081611695949392612782565b6040516116a181612392565b338152602081019373ffffffffffffffffffffffffffffffffffffffff16938481526040820191848352606081019287845260808201904264ffffffffff16825260a083015f815260c0840187815260e08501905f82526101008601925f84526101208701945f86526101408801995f8b526101608901995f8b528d5f525f60205260405f20995173ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff168a547fffffffffffffffffffffffff000000000000000000000000000000000000000016178a555173ffffffffffffffffffffffffffffffffffffffff1660018a019073ffffffffffffffffffffffffffffffffffffffff1681547fffffffffffffffffffffffff00000000000000000000000000000000000000001617905560028901915173ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff1682547fffffffffffffffffffffffff000000000000000000000000000000000000000016178255516bffffffffffffffffffffffff16611886919073ffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffffff000000000000000000000000000000000000000083549260a01b169116179055565b60038701955164ffffffffff1686547fffffffffffffffffffffffffffffffffffffffffffffffffffffff0000000000161786555164ffffffffff166119029086907fffffffffffffffffffffffffffffffffffffffffffff0000000000ffffffffff69ffffffffff000000000083549260281b169116179055565b5184547fffffffffffffffffffffffffffff0000000000000000ffffffffffffffffffff1660509190911b71ffffffffffffffff00000000000000000000161784555183547fffffffffffffffffffff00000000ffffffffffffffffffffffffffffffffffff1660909190911b75ffffffff000000000000000000000000000000000000161783555182547fffffffffff0000000000ffffffffffffffffffffffffffffffffffffffffffff1660b09190911b7affffffffff00000000000000000000000000000000000000000000161782555181547affffffffffffffffffffffffffffffffffffffffffffffffffffff1660d89190911b7fffffffffff00000000000000000000000000000000000000000000000000000016179055600401915173ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff1682547fffffffffffffffffffffffff0000000000000000000000000000000000000000161782555164ffffffffff16611ace91907fffffffffffffff0000000000ffffffffffffffffffffffffffffffffffffffff78ffffffffff000000000000000000000000000000000000000083549260a01b169116179055565b6040519283528360208401526040830152339160607f5cd8c6d9d06a4a9432e0040b9bdda3aca42e2dd361d21f2d0cfc41deff3508fa91a36109e990337f0000000000000000000000000000000000000000000000000000000000000000612575565b88887f0bb73f11000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7fd92e233d000000000000000000000000000000000000000000000000000000005f5260045ffd5b5073ffffffffffffffffffffffffffffffffffffffff86161561164d565b346101d15760807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157611bde6122d8565b611be66122fb565b906044359064ffffffffff821682036101d15760643567ffffffffffffffff81116101d157611c1990369060040161231e565b9073ffffffffffffffffffffffffffffffffffffffff831693845f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f2054163303611cf95773ffffffffffffffffffffffffffffffffffffffff8616958615611b6157611c8194612782565b5f81815260208190526040812060020180547fffffffffffffffffffffffff00000000000000000000000000000000000000008116851790915573ffffffffffffffffffffffffffffffffffffffff1691907f67a108f883dad01f07fc4e8705cea092f645240361df1a3b23b550258bb806209080a4005b847f4738d054000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b346101d15760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157611d606122d8565b602435906bffffffffffffffffffffffff8216908183036101d157611d83612501565b8115611ead5773ffffffffffffffffffffffffffffffffffffffff1691825f525f60205260405f2073ffffffffffffffffffffffffffffffffffffffff81541615611e815760406109e99492611e4a611e0560027f6f2bf9e765f1dad8f623fa68f326ee1099f01109aa0f44bfbc86c70027c90ad1950192835460a01c612368565b825473ffffffffffffffffffffffffffffffffffffffff1660a09190911b7fffffffffffffffffffffffff000000000000000000000000000000000000000016178255565b5460a01c8151908582526020820152a2337f0000000000000000000000000000000000000000000000000000000000000000612575565b837ff5174389000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f1f2a2005000000000000000000000000000000000000000000000000000000005f5260045ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff611f216122d8565b16805f525f60205260405f20906004820180549273ffffffffffffffffffffffffffffffffffffffff841693841561201e5764ffffffffff9060a01c16804210611ff3575060010180547fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff851617905580547fffffffffffffff000000000000000000000000000000000000000000000000001690557f58a5ff072be0c939808b8ba8c3c7009527337e9b9a3b050f8cc0221b09e1a3c15f80a3005b7fa3370570000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b837f057ef2c0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576120816122d8565b73ffffffffffffffffffffffffffffffffffffffff811690815f525f60205273ffffffffffffffffffffffffffffffffffffffff600160405f2001541633036120cd576104c190612440565b507f7fb966d8000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157602060405162093a808152f35b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576020604051621275008152f35b346101d15760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576121aa6122d8565b73ffffffffffffffffffffffffffffffffffffffff6121c76122fb565b911690815f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f2054163303610e265773ffffffffffffffffffffffffffffffffffffffff16908115611b615762093a8064ffffffffff42160164ffffffffff81116106bd575f8281526020818152604090912060040180547fffffffffffffff0000000000ffffffffffffffffffffffffffffffffffffffff86167fffffffffffffff000000000000000000000000000000000000000000000000009091161760a084901b78ffffffffff0000000000000000000000000000000000000000161790557f62d8f44bd52c7f0a52f404c0ce212e11549a2a1146114d72dfd88ada97b498ae9164ffffffffff60405191168152a3005b6004359073ffffffffffffffffffffffffffffffffffffffff821682036101d157565b6024359073ffffffffffffffffffffffffffffffffffffffff821682036101d157565b9181601f840112156101d15782359167ffffffffffffffff83116101d157602083818601950101116101d157565b64ffffffffff620151809116019064ffffffffff82116106bd57565b906bffffffffffffffffffffffff809116911601906bffffffffffffffffffffffff82116106bd57565b610180810190811067ffffffffffffffff8211176123af57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176123af57604052565b60043573ffffffffffffffffffffffffffffffffffffffff811681036101d15790565b73ffffffffffffffffffffffffffffffffffffffff16805f525f602052600460405f200173ffffffffffffffffffffffffffffffffffffffff815416156124d55780547fffffffffffffff000000000000000000000000000000000000000000000000001690556040513381527fe98bac87722b7b091d0d1d1cba61218b7c4044d18f637531e592fd876b23e51b90602090a2565b507f057ef2c0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c61254d5760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d565b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b91909173ffffffffffffffffffffffffffffffffffffffff8116604051917f70a08231000000000000000000000000000000000000000000000000000000008352306004840152602083602481855afa9283156126f9575f9361274e575b5073ffffffffffffffffffffffffffffffffffffffff604051957f23b872dd000000000000000000000000000000000000000000000000000000005f5216600452306024528360445260205f60648180855af19060015f511482161561272f575b50846040525f6060521561270457836024816020937f70a082310000000000000000000000000000000000000000000000000000000082523060048301525afa9283156126f9575f936126c5575b5082039182116106bd57808203612697575050565b7f0c3423e0000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9092506020813d6020116126f1575b816126e1602093836123dc565b810103126101d15751915f612682565b3d91506126d4565b6040513d5f823e3d90fd5b7f5274afe7000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6001821516612745573b15153d1516165f612634565b853d5f823e3d90fd5b9092506020813d60201161277a575b8161276a602093836123dc565b810103126101d15751915f6125d3565b3d915061275d565b9364ffffffffff90921692904284106128ef5773ffffffffffffffffffffffffffffffffffffffff1692835f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f2054166128c457839273ffffffffffffffffffffffffffffffffffffffff926104706128489360405160208101917ffd472dbfb5878af43624f824af1b11a9a31832b8978185ba6f1ca0fa60815022835233604083015288606083015260808201526080815261283d60a0826123dc565b51902061046b613359565b1603612899575f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f2091167fffffffffffffffffffffffff0000000000000000000000000000000000000000825416179055565b7fd1e0899d000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b837e0d0aed000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b837fbd9595e6000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9173ffffffffffffffffffffffffffffffffffffffff604051927fa9059cbb000000000000000000000000000000000000000000000000000000005f521660045260245260205f60448180865af19060015f51148216156129c4575b604052156129825750565b73ffffffffffffffffffffffffffffffffffffffff907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b9060018115166129dc57823b15153d15161690612977565b503d5f823e3d90fd5b60405160208101907f25e65500eceefd62df95868c5e3bebfac42e3027c19ebc83159934ecf25958ab825260043573ffffffffffffffffffffffffffffffffffffffff81168091036101d157604082015260243573ffffffffffffffffffffffffffffffffffffffff81168091036101d157606082015260443560808201526064356bffffffffffffffffffffffff81168091036101d15760a082015260843564ffffffffff81168091036101d15760c082015260a43564ffffffffff81168091036101d15760e082015260c43560ff81168091036101d15761010082015260e4356101208201526101208152612ade610140826123dc565b51902090565b92919060a43564ffffffffff81168091036101d1576206978081018091116106bd57804211612be65750610470612b1e939461046b613359565b9060043573ffffffffffffffffffffffffffffffffffffffff811680821415806101d15781158015612ba1575b612b5457505050565b9084916101d15773ffffffffffffffffffffffffffffffffffffffff92507f3ec937a4000000000000000000000000000000000000000000000000000000005f526004521660245260445ffd5b505073ffffffffffffffffffffffffffffffffffffffff84165f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f205416815f911415612b4b565b7f485cf8eb000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b93929190610124359180830361051957506040519060208201927f085774ddf7a8a32de81026377143968d587c956f878174f088e564cfa61c1eab845260408301526101443567ffffffffffffffff81168091036101d15760608301526101643567ffffffffffffffff81168091036101d157608083015261018435906bffffffffffffffffffffffff82168092036101d15773ffffffffffffffffffffffffffffffffffffffff9383612ce49360a08796015260a08152612cd460c0826123dc565b519020966104708861046b613359565b92169116908082036104eb575050565b3567ffffffffffffffff811681036101d15790565b356bffffffffffffffffffffffff811681036101d15790565b818102929181159184041417156106bd57565b9080821015612d5d576040519060208201928352604082015260408152612ade6060826123dc565b906040519060208201928352604082015260408152612ade6060826123dc565b919273ffffffffffffffffffffffffffffffffffffffff16918215611b6157835f52600360205260ff60405f2054166131ff5773ffffffffffffffffffffffffffffffffffffffff90845f52600360205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff008254161790551690815f525f60205260405f20906003820190815464ffffffffff8160b01c1693841515806131e7575b6131ac576002019373ffffffffffffffffffffffffffffffffffffffff8086541693168093149182159081613132575b612e5e8361350c565b1561312a5760ff60015b166001019060ff82116106bd57612e819060d81c61350c565b156131215760ff8060015b169116019260ff84116106bd578190613114575b156130f7576101f4905b6bffffffffffffffffffffffff612710612ec9895460a01c9485612d22565b04169081156130cb57156130a157805f925b036bffffffffffffffffffffffff81116106bd57875473ffffffffffffffffffffffffffffffffffffffff1660a09190911b7fffffffffffffffffffffffff000000000000000000000000000000000000000016178755600163ffffffff875460901c16019563ffffffff87116106bd577f926d3605f2be06739452ddbb8baad1c009e29031bbac90b555c9aa9218b26dd39761303c6bffffffffffffffffffffffff9583612fd060a09b60ff96907fffffffffffffffffffff00000000ffffffffffffffffffffffffffffffffffff75ffffffff00000000000000000000000000000000000083549260901b169116179055565b805475ffffffffffffffffffffffffffffffffffffffffffff167affffffffff000000000000000000000000000000000000000000004260b01b161760d89290921b7fffffffffff00000000000000000000000000000000000000000000000000000016919091179055565b8a5f52600260205260405f20856130568682845416612368565b167fffffffffffffffffffffffffffffffffffffffff00000000000000000000000082541617905554871c9460405196875216602086015260408501521660608301526080820152a4565b6107d081028181046107d0036106bd576bffffffffffffffffffffffff6127108392041692612edb565b887ffb292e0b000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b60ff831660020361310c576103e85b90612eaa565b6107d0613106565b50600160ff841614612ea0565b60ff805f612e8c565b60ff5f612e68565b845f52600460205260ff60405f20541661318057845f52600460205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00825416179055612e55565b847f0680225f000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b64ffffffffff6131bb8661234c565b7fa3370570000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b5064ffffffffff6131f78661234c565b164210612e25565b837f42106f4c000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6101443567ffffffffffffffff81168082036101d1576101e43567ffffffffffffffff8116928382036101d1578383146132da57505010156132cf576101c46101245b61327a60408301612cf4565b67ffffffffffffffff8061329060408501612cf4565b169116109182156132a057505090565b6bffffffffffffffffffffffff9192506132c860606132c181859401612d09565b9401612d09565b1691161090565b6101246101c461326e565b505050506101643567ffffffffffffffff8116908181036101d15750610204359067ffffffffffffffff8216918281036101d157501480159061331a5790565b50610184356bffffffffffffffffffffffff8116908181036101d1575061022435906bffffffffffffffffffffffff8216918281036101d15750141590565b467f0000000000000000000000000000000000000000000000000000000000000000036133a4577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a08152612ade60c0826123dc565b906040519060208201927f190100000000000000000000000000000000000000000000000000000000000084526022830152604282015260428152612ade6062826123dc565b91604181036135055780604010156134d857806020116101d1578135906040116101d1576020925f92608092604086830135928151948552013560f81c868401526040830152606082015282805260015afa156126f9575f5190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b5050505f90565b64ffffffffff168015159081613520575090565b6276a70091500164ffffffffff81116106bd5764ffffffffff1642109056fea264697066735822122015f3df60002d48fd11334d59e2479e5adac58514e7d82bd0198f11662645cd2864736f6c63430008250033";
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
