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
export const paymentChannelsBytecode: `0x${string}` = "0x61018080604052346102835760a081613b5080380380916100208285610287565b83398101031261028357610033816102aa565b90610040602082016102aa565b61004c604083016102aa565b9060608301519261ffff8416908185036102835760800151946001600160601b038616860361028357604080519081016001600160401b0381118282101761026f5760119160209160405282815201705475726e70696b65205061796d656e747360781b815220806080524660c05260405160208101917f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f835260408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a0815261012c60c082610287565b51902060a0526001600160a01b0316908115801561025e575b801561024d575b61023e57612710811161022c575060e0526001600160a01b03166101005261012052610140526101605260405161389190816102bf823960805181612873015260a05181612824015260c051816127fe015260e0518181816101770152818161040a0152818161100e0152818161175901528181611a6801528181611ab00152818161269a0152612b7b015261010051818181610d0f0152818161150e01526126090152610120518181816116600152611b6c0152610140518181816121ad0152612f840152610160518181816102b401528181611d0901526122130152f35b638ea70c0760e01b5f5260045260245ffd5b63d92e233d60e01b5f5260045ffd5b506001600160a01b0384161561014c565b506001600160a01b03831615610145565b634e487b7160e01b5f52604160045260245ffd5b5f80fd5b601f909101601f19168101906001600160401b0382119082101761026f57604052565b51906001600160a01b03821682036102835756fe60806040526004361015610011575f80fd5b5f5f3560e01c806306ec16f8146122375780631f7cb29f146121d157806324a9d853146121755780632ff5bd8f14611c655780633ba1356c14611bcb57806348a44b4f14611b905780634b38474d14611b2257806351cff8d91461188157806358c0f729146115d557806379e2e31c146115325780637b103999146114c45780638086b8ba146114455780638cc80b63146113ed578063940a3d2a1461139d5780639653fe49146110f25780639679d2c114610f97578063a1c490d614610f5b578063af411b1d14610c98578063c35287f714610ac4578063c56c6aec14610864578063d17a9ad114610849578063e67ca67714610760578063f4fc2ed2146101df578063f698da251461019e5763fc0c546a1461012d575f80fd5b3461019b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b80fd5b503461019b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b5760206101d76127fb565b604051908152f35b503461019b576101207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b57610218612279565b61022061229c565b9060443573ffffffffffffffffffffffffffffffffffffffff8116908181036105d957606435926bffffffffffffffffffffffff8416918285036105e857608435946bffffffffffffffffffffffff86169586810361075c576101043567ffffffffffffffff81116107585761029a9036906004016122f5565b9890926102a56124fa565b6bffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016808a11801561074e575b61071e575060418a036106f65761030a8373ffffffffffffffffffffffffffffffffffffffff92612400565b911693841580156106ee575b6106c6576bffffffffffffffffffffffff82161561069e57848b528a60205260408b205473ffffffffffffffffffffffffffffffffffffffff8160a01c911680151580610694575b610660575092826103e77f335e60d883c539c89faab9f00a5541fe3d1ed03c6a4789a940dfc1002c945ded938b968f8a976040828a6103a39452806020522092612488565b909173ffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffffff000000000000000000000000000000000000000091169160a01b16179055565b604080516bffffffffffffffffffffffff928316815292909116602083015290a37f00000000000000000000000000000000000000000000000000000000000000009673ffffffffffffffffffffffffffffffffffffffff881692604051967f70a08231000000000000000000000000000000000000000000000000000000008852306004890152602088602481885afa978815610655578b9861061d575b506040519060208201928352604082015288606082015260e4356080820152608081526104b460a082612392565b5190209381604010156105f057908994939291816020116105ec578235916040116105ec57602083013592843b156105e857869473ffffffffffffffffffffffffffffffffffffffff94610124946040889481519a8b998a987fef55bec6000000000000000000000000000000000000000000000000000000008a521660048901523060248901528d604489015260a435606489015260c435608489015260a4880152013560f81c60c486015260e48501526101048401525af180156105dd576105c4575b505061058591846135f5565b806105b2575b82807f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d80f35b6105bd9133906129dc565b5f8061058b565b816105ce91612392565b6105d957845f610579565b8480fd5b6040513d84823e3d90fd5b8680fd5b8580fd5b60248a7f4e487b710000000000000000000000000000000000000000000000000000000081526032600452fd5b9097506020813d60201161064d575b8161063960209383612392565b810103126106495751965f610486565b5f80fd5b3d915061062c565b6040513d8d823e3d90fd5b8c8a606492897fa2b8a2e4000000000000000000000000000000000000000000000000000000008452600452602452604452fd5b508981141561035e565b60048b7f1f2a2005000000000000000000000000000000000000000000000000000000008152fd5b60048b7fd92e233d000000000000000000000000000000000000000000000000000000008152fd5b508715610316565b60048b7f5cd5d233000000000000000000000000000000000000000000000000000000008152fd5b8b6044918b7f4d595812000000000000000000000000000000000000000000000000000000008352600452602452fd5b50878a10156102de565b8980fd5b8880fd5b503461019b5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b5773ffffffffffffffffffffffffffffffffffffffff60406107af612279565b92826107b961229c565b9416815260026020522091165f5260205261084560405f205460405191816bffffffffffffffffffffffff849316906bffffffffffffffffffffffff8160601c169064ffffffffff8160c01c169060e81c8592936bffffffffffffffffffffffff8092969564ffffffffff60609562ffffff608089019a16885216602087015216604085015216910152565b0390f35b503461019b5761086161085b36612323565b91612e0c565b80f35b503461019b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b5760043567ffffffffffffffff8111610ac0576108b49036906004016122f5565b90918082158015610ab2575b610a81575080610a545750606890046108d76127fb565b5f5b8281106108e257005b606881029080820460681481151715610a2757600191850180359060208101356bffffffffffffffffffffffff8360601c931660205f608062ffffff8560d81c9560c01c16957f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8b60286042604885013592604051907f64d9e3b57e7b83698b7fad9534237a7b999e04376145f5ec0eb639bc9103f95382528d8a8301528a60408301528b60608301528c8883015260a08220907f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522093604051948552601b8360ff1c018886015201356040840152166060820152828052895afa505f519373ffffffffffffffffffffffffffffffffffffffff8516610a14575b5050505050016108d9565b610a1d946132ea565b5f80808080610a09565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b807f4e487b7100000000000000000000000000000000000000000000000000000000602492526012600452fd5b80837f5208e34500000000000000000000000000000000000000000000000000000000604493526004526068602452fd5b5050806068830615156108c0565b5080fd5b503461019b57610ad336612323565b9190610adf83826131c4565b5073ffffffffffffffffffffffffffffffffffffffff610b06610b0185613219565b612dbd565b9216928385526002602052604085208592865b838110610b5c5787877f6216efa6121661f2c113d6aa706d2b3f00acac74d20aea675a8e9e51b0e73107610b5689898152604051918291826124b2565b0390a280f35b60148183969596013560601c91019373ffffffffffffffffffffffffffffffffffffffff82165f528360205260405f20610bbb8154908160e81c9164ffffffffff8160c01c16916bffffffffffffffffffffffff808360601c16921690565b93906bffffffffffffffffffffffff8194939416158015610c88575b610c7b57610be59087613227565b15610c6f5791610c6795949391610c5593927cffffffffff0000000000000000000000000000000000000000000000006bffffffffffffffffffffffff7fffffff000000000000000000000000000000000000000000000000000000000092169360c01b169160e81b1617179055565b8760208260149460601b920101520190565b935b92610b19565b50505050949050610c69565b5050505050949050610c69565b5064ffffffffff84164210610bd7565b503461019b57610ca736612323565b9073ffffffffffffffffffffffffffffffffffffffff604051937f8d2500b4000000000000000000000000000000000000000000000000000000008552169283600482015233602482015260208160448173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa908115610f50578591610f15575b5015610ee557610d4f82826131c4565b50610d5c610b0183613219565b91838552600260205260408520918592869164ffffffffff4216925b848110610db55788887fa935153f331d20f92fbc69ee87b6cf5a00768fcd16d5b98d201a4fe8c9a94d70610b568a8a8152604051918291826124b2565b6014818397959697013560601c91019373ffffffffffffffffffffffffffffffffffffffff82165f528360205264ffffffffff60405f20610e1b8154908160e81c9164ffffffffff8160c01c16916bffffffffffffffffffffffff808360601c16921690565b9490911615610ed95762ffffff80831614908115610ec7575b50610ebc5760010160e81b7fffffff00000000000000000000000000000000000000000000000000000000001660c089901b7cffffffffff00000000000000000000000000000000000000000000000016176bffffffffffffffffffffffff909216919091179055610eb391908860208260149460601b920101520190565b945b9392610d78565b505050959050610eb5565b610ed2915086613227565b155f610e34565b50505050959050610eb5565b604484847f70aa961e00000000000000000000000000000000000000000000000000000000825260045233602452fd5b90506020813d602011610f48575b81610f3060209383612392565b810103126105d9575180151581036105d9575f610d3f565b3d9150610f23565b6040513d87823e3d90fd5b503461019b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261019b57602060405162278d008152f35b50346106495760e07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261064957610fcf612279565b90610fd861229c565b610fe06122da565b9060843560ff811680910361064957610ff76124fa565b73ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001690813b15610649575f9160e4839260405194859384927fd505accf0000000000000000000000000000000000000000000000000000000084523360048501523060248501526bffffffffffffffffffffffff8a1660448501526064356064850152608484015260a43560a484015260c43560c48401525af16110dc575b506110b69293612aa6565b807f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d80f35b6110b693505f6110eb91612392565b5f926110ab565b346106495760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261064957611129612279565b6111316122bf565b73ffffffffffffffffffffffffffffffffffffffff821691825f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f2054163303611356575b50815f525f60205260405f205473ffffffffffffffffffffffffffffffffffffffff8160a01c91161561132a576bffffffffffffffffffffffff8216908082116112fb5750825f52600160205260405f205460e81c62ffffff811480156112ee575b508161129a579064ffffffffff7f8a31c5ed39db28ad49de97137049f9463e0c0c4d3a180eb17b9fa887a9576e529362ffffff60809461127f5f935b5f8a81526001602052604090206bffffffffffffffffffffffff919091167cffffffffff00000000000000000000000000000000000000000000000060c087901b167fffffff000000000000000000000000000000000000000000000000000000000060e886901b1617179055565b6040519485525f6020860152166040840152166060820152a2005b906201518064ffffffffff4216019164ffffffffff8311610a27577f8a31c5ed39db28ad49de97137049f9463e0c0c4d3a180eb17b9fa887a9576e529362ffffff64ffffffffff9261127f60809693611210565b610a2757600101846111d4565b907f28edff71000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b827fc4c6fde4000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b82330361136d578161136791612941565b82611172565b827f9cb40a40000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b34610649576113c86113c36113b136612323565b906113bd9392936124fa565b83612e0c565b61256e565b5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b346106495760607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610649576113c8611427612279565b61142f61229c565b6114376122da565b916114406124fa565b612aa6565b346106495760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126106495773ffffffffffffffffffffffffffffffffffffffff611491612279565b165f525f6020526040805f205473ffffffffffffffffffffffffffffffffffffffff8251918060a01c8352166020820152f35b34610649575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261064957602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346106495760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126106495773ffffffffffffffffffffffffffffffffffffffff61157e612279565b165f9081526001602090815260409182902054825160e882901c815264ffffffffff60c083901c16928101929092526bffffffffffffffffffffffff606082811c8216948401949094521691810191909152608090f35b346106495760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126106495760043567ffffffffffffffff811161064957366023820112156106495780600401359067ffffffffffffffff8211610649576024810190602436918460051b010111610649576116526124fa565b5f905f5b8381106117d257507f00000000000000000000000000000000000000000000000000000000000000009260405190806bffffffffffffffffffffffff6040840195169485845260406020850152526060820192905f905b80821061178557505050807ff8b27feb476b4aaf6114ccd2db2f6e9f6c1df7a4fc3c81cffeacb0280acd03bc9173ffffffffffffffffffffffffffffffffffffffff8616930390a28015159182611752575b505061172a575f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b7f90b8ec18000000000000000000000000000000000000000000000000000000005f5260045ffd5b61177d92507f00000000000000000000000000000000000000000000000000000000000000006136c8565b1581806116ff565b90919384359073ffffffffffffffffffffffffffffffffffffffff82168203610649576020809173ffffffffffffffffffffffffffffffffffffffff6001941681520195019201906116ad565b9161182560019173ffffffffffffffffffffffffffffffffffffffff6118016117fc87898861242a565b612467565b165f5260036020526bffffffffffffffffffffffff60405f205460601c1690612488565b9273ffffffffffffffffffffffffffffffffffffffff6118496117fc83888761242a565b165f52600360205260405f207fffffffffffffffff000000000000000000000000ffffffffffffffffffffffff815416905501611656565b346106495760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126106495773ffffffffffffffffffffffffffffffffffffffff6118cd612279565b6118d56124fa565b16805f52600160205261191060405f2054908160e81c9164ffffffffff8160c01c16916bffffffffffffffffffffffff808360601c16921690565b91929093849164ffffffffff84951680158015611b19575b611aee575073ffffffffffffffffffffffffffffffffffffffff6bffffffffffffffffffffffff96835f525f60205260405f2054888160a01c93849216971611611ae4575b90859392918888169889911611611adc575b8361199991845f525f6020526103a38960405f2092612400565b815f5260016020527fffffff000000000000000000000000000000000000000000000000000000000060405f209160e81b1690557f93312ecf66757d0d3bd8b88ed6b79f5ae389f85903c3abfb4a4508b87e14380e60405180611a1a8689839092916bffffffffffffffffffffffff60209181604085019616845216910152565b0390a36bffffffffffffffffffffffff8116809411611a92575b50505080611a61575f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b611a8c90337f00000000000000000000000000000000000000000000000000000000000000006129dc565b806113c8565b611aac6bffffffffffffffffffffffff91611ad494612400565b16907f00000000000000000000000000000000000000000000000000000000000000006129dc565b818080611a34565b86945061197f565b909550859061196d565b7fa3370570000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50804210611928565b34610649575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261064957602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b34610649575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610649576020604051620151808152f35b346106495760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126106495773ffffffffffffffffffffffffffffffffffffffff611c17612279565b165f52600360205261084560405f205460405191816bffffffffffffffffffffffff80859460601c169116839092916bffffffffffffffffffffffff60209181604085019616845216910152565b346106495760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261064957611c9c612279565b611ca46122bf565b611cac6122da565b6064359062ffffff8216809203610649576084359364ffffffffff85168095036106495760a43567ffffffffffffffff811161064957611cf09036906004016122f5565b869291924211612149576bffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016926bffffffffffffffffffffffff851693808511801561211e575b6120ef575073ffffffffffffffffffffffffffffffffffffffff831697885f52600160205260405f205460e81c8088148015906120e3575b6120b3575091611e4791604273ffffffffffffffffffffffffffffffffffffffff9460405160208101917f27e7a8e0e2c19e03bd414d7caa4bccbfc28821b32a547cdc4e7c4ace4c2e46dc83528d60408301526bffffffffffffffffffffffff8d169b8c60608401528a608084015260a083015260c082015260c08152611e0460e082612392565b519020611e0f6127fb565b90604051917f1901000000000000000000000000000000000000000000000000000000000000835260028301526022820152206128de565b16801561208b578690815f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f2054168103612074575b5090505f525f60205260405f205473ffffffffffffffffffffffffffffffffffffffff8160a01c911615612048578084116120195750845f52600160205260405f205460e81c9362ffffff85148015612008575b5083611fb1579162ffffff7f8a31c5ed39db28ad49de97137049f9463e0c0c4d3a180eb17b9fa887a9576e529564ffffffffff93611f97608097965f955b8b5f526001602052868560405f20937cffffffffff00000000000000000000000000000000000000000000000077ffffffffffffffffffffffff0000000000000000000000006bffffffffffffffffffffffff7fffffff000000000000000000000000000000000000000000000000000000000093169560601b169360c01b169160e81b161717179055565b6040519586526020860152166040840152166060820152a2005b9092916201518064ffffffffff4216019164ffffffffff8311610a27577f8a31c5ed39db28ad49de97137049f9463e0c0c4d3a180eb17b9fa887a9576e5295608095611f9762ffffff9364ffffffffff9695611f0b565b949094610a27576001019386611ecd565b837f28edff71000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b857fc4c6fde4000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b0361208b578461208391612941565b858581611e79565b7f5cd5d233000000000000000000000000000000000000000000000000000000005f5260045ffd5b87907f3efc134b000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b5062ffffff8814611d7c565b847f4d595812000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b506bffffffffffffffffffffffff8816801515908161213e575b50611d44565b90508510158a612138565b867f6747c9fd000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b34610649575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261064957602060405161ffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b34610649575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126106495760206040516bffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346106495760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610649576113c8612271612279565b6113c36124fa565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361064957565b6024359073ffffffffffffffffffffffffffffffffffffffff8216820361064957565b602435906bffffffffffffffffffffffff8216820361064957565b604435906bffffffffffffffffffffffff8216820361064957565b9181601f840112156106495782359167ffffffffffffffff8311610649576020838186019501011161064957565b9060407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc8301126106495760043573ffffffffffffffffffffffffffffffffffffffff8116810361064957916024359067ffffffffffffffff82116106495761238e916004016122f5565b9091565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176123d357604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b906bffffffffffffffffffffffff809116911603906bffffffffffffffffffffffff8211610a2757565b919081101561243a5760051b0190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b3573ffffffffffffffffffffffffffffffffffffffff811681036106495790565b906bffffffffffffffffffffffff809116911601906bffffffffffffffffffffffff8211610a2757565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602060409481855280519182918282880152018686015e5f8582860101520116010190565b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c6125465760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d565b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b73ffffffffffffffffffffffffffffffffffffffff16805f52600360205260405f20908154916bffffffffffffffffffffffff808460601c169316906bffffffffffffffffffffffff82169182156127f4576040517f6da61d1e00000000000000000000000000000000000000000000000000000000815284600482015260208160248173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165afa9081156127e9575f9161279a575b5073ffffffffffffffffffffffffffffffffffffffff8116958615612766576126be91780100000000000000000000000000000000000000000000000077ffffffffffffffffffffffff000000000000000000000000879360601b161785557f00000000000000000000000000000000000000000000000000000000000000006136c8565b156126f257505060207f81ff3d441592b4e1a2ae51761e479b90f3847858b16b351781a790eaecf082be91604051908152a3565b7f076bbea1dbeaf25362c534770df01fdbffbd827b1421acc44f55b30b84db9dfe93945090602092917fffffffffffffffffffffffffffffffffffffffff0000000000000000000000006bffffffffffffffffffffffff612757845493828516612488565b169116179055604051908152a2565b505050507f076bbea1dbeaf25362c534770df01fdbffbd827b1421acc44f55b30b84db9dfe919250602090604051908152a2565b90506020813d6020116127e1575b816127b560209383612392565b81010312610649575173ffffffffffffffffffffffffffffffffffffffff81168103610649575f612639565b3d91506127a8565b6040513d5f823e3d90fd5b5050505050565b467f000000000000000000000000000000000000000000000000000000000000000003612846577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a081526128d860c082612392565b51902090565b916041810361293a57806040101561243a578060201161064957813590604011610649576020925f92608092604086830135928151948552013560f81c868401526040830152606082015282805260015afa156127e9575f5190565b5050505f90565b906bffffffffffffffffffffffff16156129b45773ffffffffffffffffffffffffffffffffffffffff16805f52600160205264ffffffffff60405f205460c01c166129895750565b7fa1e5a8c0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f1f2a2005000000000000000000000000000000000000000000000000000000005f5260045ffd5b9173ffffffffffffffffffffffffffffffffffffffff604051927fa9059cbb000000000000000000000000000000000000000000000000000000005f521660045260245260205f60448180865af19060015f5114821615612a85575b60405215612a435750565b73ffffffffffffffffffffffffffffffffffffffff907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b906001811516612a9d57823b15153d15161690612a38565b503d5f823e3d90fd5b91929173ffffffffffffffffffffffffffffffffffffffff1680158015612d65575b612d3d576bffffffffffffffffffffffff84169384156129b457815f525f60205260405f20549073ffffffffffffffffffffffffffffffffffffffff8260a01c921680151580612d1d575b612cd35750612b32916103a38592855f525f60205260405f2092612488565b7f335e60d883c539c89faab9f00a5541fe3d1ed03c6a4789a940dfc1002c945ded604073ffffffffffffffffffffffffffffffffffffffff8151948786525f60208701521693a37f00000000000000000000000000000000000000000000000000000000000000009173ffffffffffffffffffffffffffffffffffffffff831692604051907f70a08231000000000000000000000000000000000000000000000000000000008252306004830152602082602481885afa9182156127e9575f92612c9f575b506040517f23b872dd000000000000000000000000000000000000000000000000000000005f5233600452306024528360445260205f60648180865af19060015f5114821615612c87575b6040525f60605215612c5b57612c599394506135f5565b565b847f5274afe7000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b906001811516612a9d57823b15153d15161690612c42565b9091506020813d602011612ccb575b81612cbb60209383612392565b810103126106495751905f612bf7565b3d9150612cae565b8473ffffffffffffffffffffffffffffffffffffffff91857fa2b8a2e4000000000000000000000000000000000000000000000000000000005f526004526024521660445260645ffd5b5073ffffffffffffffffffffffffffffffffffffffff8516811415612b13565b7fd92e233d000000000000000000000000000000000000000000000000000000005f5260045ffd5b5073ffffffffffffffffffffffffffffffffffffffff821615612ac8565b67ffffffffffffffff81116123d357601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200190565b90612dc782612d83565b612dd46040519182612392565b8281527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0612e028294612d83565b0190602036910137565b909173ffffffffffffffffffffffffffffffffffffffff8216928315612d3d575f821580156131b6575b6131855750604c820490612e486127fb565b916040519461014086016040527fc9a07626607a863028257d4c20c803c8c2034421845edc394f77f5e598d9439b8652602086015260608501927f190100000000000000000000000000000000000000000000000000000000000084526062860152855f52600260205260405f20908060051b9080820460201490151715610a2757612ed990959394929195612dbd565b945f935f95875f9460408401906082850160c086019460e08701906101008801936101208901965b8c8c10613082575050505050505050505050505080612f54575b5081526040517f48d26de6a55214a82415bf741a82f2b0fb6191e93fb97ff897522ffccddd3f12918190612f4f90826124b2565b0390a2565b91835f52600360205260405f20918254936bffffffffffffffffffffffff80808760601c1696168161271061ffff7f000000000000000000000000000000000000000000000000000000000000000016850204809403911601951601926bffffffffffffffffffffffff8511801561306d575b613045577801000000000000000000000000000000000000000000000000612f4f9477ffffffffffffffffffffffff000000000000000000000000806bffffffffffffffffffffffff7f48d26de6a55214a82415bf741a82f2b0fb6191e93fb97ff897522ffccddd3f1299169260601b161617179055915091612f1b565b7f10f5e707000000000000000000000000000000000000000000000000000000005f5260045ffd5b506bffffffffffffffffffffffff8411612fc7565b8b82939495969798999a9b9c9d9f92019d8e3560a01c9e8f908d602c820135928c52606090208952604287208d528160ff1c601b018852600c013589527f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff168a525f80528a5a608060209260015f93fa505f519e8f9e604c019e73ffffffffffffffffffffffffffffffffffffffff161561317b578f90613143918f73ffffffffffffffffffffffffffffffffffffffff82165f5260205260405f2061373c565b9181156131705790849291019f60601b179101602001526020019c5b9a999897969594939291908e612f01565b9f505050509c61315f565b509d50509c61315f565b80837f5208e3450000000000000000000000000000000000000000000000000000000060449352600452604c602452fd5b50505f604c83061515612e36565b505f8115801561320b575b6131db57506014900490565b6044917f5208e3450000000000000000000000000000000000000000000000000000000082526004526014602452fd5b50505f6014820615156131cf565b90600c8201809211610a2757565b6bffffffffffffffffffffffff8216156132d65773ffffffffffffffffffffffffffffffffffffffff165f525f60205260405f209081546bffffffffffffffffffffffff73ffffffffffffffffffffffffffffffffffffffff8260a01c92169282011690811061293a5760a01b7fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff909116179055600190565b5050600190565b91908203918211610a2757565b73ffffffffffffffffffffffffffffffffffffffff909116939184156127f45764ffffffffff8416914283118015906135e0575b6135d85773ffffffffffffffffffffffffffffffffffffffff1693845f525f60205260405f209283549273ffffffffffffffffffffffffffffffffffffffff8460a01c94169485156135cd57885f52600260205260405f20885f5260205260405f206133af8154908160e81c9164ffffffffff8160c01c16916bffffffffffffffffffffffff808360601c16921690565b939297919a90986bffffffffffffffffffffffff8516966bffffffffffffffffffffffff8b168801809811610a275762ffffff8381169a168a148015906135bd575b80156135a6575b613595576134166bffffffffffffffffffffffff80921698896132dd565b168181101561358e575b6bffffffffffffffffffffffff81169a8b15809e819f61357d575b5061356b578160809d7fc10110028bb2d1ee18b29981e8fff094c692c747106334e587bc6f12f4a1172a9f996bffffffffffffffffffffffff956135049b1561351c575b50505050011692937cffffffffff00000000000000000000000000000000000000000000000077ffffffffffffffffffffffff0000000000000000000000006bffffffffffffffffffffffff7fffffff000000000000000000000000000000000000000000000000000000000093169560601b169360c01b169160e81b161717179055565b604051938452602084015260408301526060820152a3565b92909203851660a01b7fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff909116179055815f808061347f565b50505050505050505050505050505050565b64ffffffffff9150168a145f61343b565b5080613420565b505050505050505050505050505050565b50876bffffffffffffffffffffffff8216106133f8565b5064ffffffffff8d1689106133f1565b505050505050505050565b505050505050565b5062278d004201804211610a2757831161331e565b90602073ffffffffffffffffffffffffffffffffffffffff926024604051809581937f70a08231000000000000000000000000000000000000000000000000000000008352306004840152165afa80156127e9575f90613694575b61365a92506132dd565b90808203613666575050565b7f0c3423e0000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b506020823d6020116136c0575b816136ae60209383612392565b810103126106495761365a9151613650565b3d91506136a1565b929173ffffffffffffffffffffffffffffffffffffffff604051927fa9059cbb000000000000000000000000000000000000000000000000000000005f521660045260245260205f60448180875af19260015f511484161561372b575b50604052565b3d15903b151516909216915f613725565b80546bffffffffffffffffffffffff8116949293858111156137f9578590039485946bffffffffffffffffffffffff8360601c16808811613789575b5050858091019460601b9101039055565b909196955073ffffffffffffffffffffffffffffffffffffffff8180970392165f525f60205260405f209182549073ffffffffffffffffffffffffffffffffffffffff8260a01c9216908281105f14613851579384925b83613804575b50505050019485156137f9575f80613778565b505f94508493505050565b9290920360a01b7fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff909116179055815f80806137e6565b50819384926137e056fea264697066735822122034a57b20cc91355297e9d4105ccb8db09e16598e531131eda4d050d9bfdad13564736f6c63430008250033";
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
export const nodeRegistryBytecode: `0x${string}` = "0x61012080604052346101b957604081613743803803809161002082856101bd565b8339810103126101b95780516001600160a01b03811691908290036101b95760200151906001600160601b0382168083036101b957604080519081016001600160401b038111828210176101a557600d91602091604052828152016c5475726e70696b65204e6f646560981b815220806080524660c05260405160208101917f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f835260408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a0815261010860c0826101bd565b51902060a052811561019657156101875760e0526101005260405161356290816101e1823960805181613404015260a051816133b5015260c0518161338f015260e0518181816101ad015281816109f801528181610c9301528181611b400152611e9001526101005181818161025701528181610d5301526116930152f35b631f2a200560e01b5f5260045ffd5b63d92e233d60e01b5f5260045ffd5b634e487b7160e01b5f52604160045260245ffd5b5f80fd5b601f909101601f19168101906001600160401b038211908210176101a55760405256fe60806040526004361015610011575f80fd5b5f3560e01c806307caba04146121a65780630fe7683f1461216b578063133523fa1461213057806318f26dca1461207d57806320cd416614611f0857806328c8c55f14611d5c5780633656b94f14611bda5780634a508965146115b65780634c86c6001461156957806352747f7b1461152e57806362305d8a146114f3578063682a9141146112505780636da61d1e146111d55780637ad3aa621461116d5780638d2500b41461108d5780638fbb2e5514610efa5780639441294314610e895780639a86467214610dd95780639f81c3b814610d9e5780639f8a13d714610ce3578063b9125cc914610bb8578063c1ba166814610a6d578063c23a5cea146108e1578063c69dde5414610868578063ccebfd811461071d578063da31268a1461057c578063eb31e7db1461027b578063ec5ffac214610215578063f698da25146101d55763fc0c546a14610163575f80fd5b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b5f80fd5b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157602061020d61338c565b604051908152f35b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15760206040516bffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b346101d1577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360161028081126101d157610100136101d1576101043567ffffffffffffffff81116101d1576102d5903690600401612351565b60807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffedc3601126101d1576101a43567ffffffffffffffff81116101d157610320903690600401612351565b60807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe3c9392933601126101d1576102443567ffffffffffffffff81116101d15761036e903690600401612351565b929094610264359473ffffffffffffffffffffffffffffffffffffffff861686036101d1576103b3916103ab6103a2612a18565b94859283612b17565b948592612c44565b926101c4359180830361054c57506040519160208301907f085774ddf7a8a32de81026377143968d587c956f878174f088e564cfa61c1eab825260408401526101e43567ffffffffffffffff81168091036101d15760608401526102043567ffffffffffffffff81168091036101d157608084015261022435926bffffffffffffffffffffffff84168094036101d1576104a89360a082015260a0815261045b60c08261240f565b519020956104a38761046b61338c565b604291604051917f19010000000000000000000000000000000000000000000000000000000000008352600283015260228201522090565b613469565b73ffffffffffffffffffffffffffffffffffffffff80831691169080820361051e5750506104d461325e565b156104f6576104ee6104f4946104e8612450565b93612d68565b91612db0565b005b7f6ccd0bbc000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f07796d87000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b90507fd6608763000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b346101d1577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016101e081126101d157610100136101d1576101043567ffffffffffffffff81116101d1576105d6903690600401612351565b9060807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffedc3601126101d1576101a43567ffffffffffffffff81116101d157610622903690600401612351565b9290916101c4359273ffffffffffffffffffffffffffffffffffffffff841684036101d15761065e916106566103a2612a18565b958692612c44565b926101643567ffffffffffffffff8116908181036101d15750606435906bffffffffffffffffffffffff8216908183036101d15761069c9250612d55565b633b9aca008101908181116106f057633b9ac9ff019081116106f057610184356bffffffffffffffffffffffff8116918282036101d157633b9aca0091500410156104f6576104ee6104f4946104e8612450565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff61076961230b565b16805f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f205416330361083957805f525f60205264ffffffffff600360405f20015460281c161561080a57805f525f602052600360405f20017fffffffffffffffffffffffffffffffffffffffffffff0000000000ffffffffff81541690557f22cc830dad867e19cb47be932a438444a58da9fdc49c3f00d13fb9f0432b4e165f80a2005b7f589edb69000000000000000000000000000000000000000000000000000000005f526004525f60245260445ffd5b7f4738d054000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff6108b461230b565b165f526001602052602073ffffffffffffffffffffffffffffffffffffffff60405f205416604051908152f35b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff61092d61230b565b610935612534565b16805f525f60205260405f206003810164ffffffffff815460281c1692831561080a57834210610a4157610a1c9350600283019073ffffffffffffffffffffffffffffffffffffffff6001835460a01c95015416928273ffffffffffffffffffffffffffffffffffffffff8594541690557fffffffffffffffffffffffffffffffffffffffffffff0000000000ffffffffff81541690557fcb4980f3d99f91eefd64011186d3c941533eb8e28989b14afc5c5713c4f1e55f6020604051868152a37f000000000000000000000000000000000000000000000000000000000000000061294e565b5f7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d005b837fa3370570000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff610ab961230b565b16805f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f205416330361083957805f525f602052600360405f200164ffffffffff815460281c1680610b8957506212750064ffffffffff4216019064ffffffffff82116106f05780547fffffffffffffffffffffffffffffffffffffffffffff0000000000ffffffffff16602883901b69ffffffffff0000000000161790557ff364d8d926b3efb9200487ba0e0ac990a3bafae3284df45808201ff3c6713f0f9060209064ffffffffff60405191168152a2005b827f589edb69000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157610bef61230b565b610bf7612534565b73ffffffffffffffffffffffffffffffffffffffff811690815f5260026020526bffffffffffffffffffffffff60405f205416908115610cb75782610a1c935f52600260205260405f207fffffffffffffffffffffffffffffffffffffffff00000000000000000000000081541690557fa1514ab1217f91900d518b16f1b02a2a9656ba40ce465f4b23596ba58c4e36bf6020604051858152a27f000000000000000000000000000000000000000000000000000000000000000061294e565b827fef50fd65000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff610d2f61230b565b165f525f602052602060405f20600281015460a01c6bffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001611159081610d87575b506040519015158152f35b64ffffffffff91506003015460281c161582610d7c565b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15760206040516276a7008152f35b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157610e1061230b565b73ffffffffffffffffffffffffffffffffffffffff811690815f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f2054163303610e59576104f490612473565b507f4738d054000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff610ed561230b565b165f52600260205260206bffffffffffffffffffffffff60405f205416604051908152f35b346101d15760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157610f3161230b565b6024359067ffffffffffffffff8216908183036101d15773ffffffffffffffffffffffffffffffffffffffff1691825f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f205416330361105d57825f525f60205267ffffffffffffffff600360405f20015460501c168083111561102d57507f5b116930b09835468df22b957a638ff14c1e3136fef5590a433e8bf840e88cf291611024602092855f525f8452600360405f2001907fffffffffffffffffffffffffffff0000000000000000ffffffffffffffffffff71ffffffffffffffff0000000000000000000083549260501b169116179055565b604051908152a2005b90507f2061b23d000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b827f4738d054000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b346101d15760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15760206110c661230b565b73ffffffffffffffffffffffffffffffffffffffff6110e361232e565b91165f525f825273ffffffffffffffffffffffffffffffffffffffff60405f20911690811515918261111c575b50506040519015158152f35b815473ffffffffffffffffffffffffffffffffffffffff1681149250908215611149575b50508280611110565b6002015473ffffffffffffffffffffffffffffffffffffffff161490508280611140565b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff6111b961230b565b165f526004602052602060ff60405f2054166040519015158152f35b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff61122161230b565b165f525f602052602073ffffffffffffffffffffffffffffffffffffffff600160405f20015416604051908152f35b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15761128761230b565b604051611293816123c5565b5f8152602081015f9052604081015f9052606081015f9052608081015f905260a081015f905260c081015f905260e081015f905261010081015f905261012081015f905261014081015f9052610160015f905273ffffffffffffffffffffffffffffffffffffffff165f525f60205260405f2060405190611313826123c5565b805473ffffffffffffffffffffffffffffffffffffffff1691828152600182015473ffffffffffffffffffffffffffffffffffffffff1691602082019283526002810154906040830173ffffffffffffffffffffffffffffffffffffffff83168152606084019260a01c83526003820154926080850164ffffffffff8516815260a08601908560281c64ffffffffff16825260c08701928660501c67ffffffffffffffff16845260e08801948760901c63ffffffff1686526101008901968860b01c64ffffffffff1688526101208a019860d81c895260040154996101408a019973ffffffffffffffffffffffffffffffffffffffff8c168b52610160019a60a01c64ffffffffff168b526040519b8c525173ffffffffffffffffffffffffffffffffffffffff1660208c01525173ffffffffffffffffffffffffffffffffffffffff1660408b0152516bffffffffffffffffffffffff1660608a01525164ffffffffff1660808901525164ffffffffff1660a08801525167ffffffffffffffff1660c08701525163ffffffff1660e08601525164ffffffffff166101008501525164ffffffffff166101208401525173ffffffffffffffffffffffffffffffffffffffff166101408301525164ffffffffff1661016082015261018090f35b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576020604051620697808152f35b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576020604051620151808152f35b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576004355f526003602052602060ff60405f2054166040519015158152f35b346101d15760c07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576115ed61230b565b6115f561232e565b604435906bffffffffffffffffffffffff82168092036101d15760643567ffffffffffffffff81168091036101d1576084359064ffffffffff821682036101d15760a43567ffffffffffffffff81116101d157611656903690600401612351565b9061165f612534565b73ffffffffffffffffffffffffffffffffffffffff87169384158015611bbc575b611b94576bffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001697888810611b645790816116c89493926127b5565b6040516116d4816123c5565b338152602081019373ffffffffffffffffffffffffffffffffffffffff16938481526040820191848352606081019287845260808201904264ffffffffff16825260a083015f815260c0840187815260e08501905f82526101008601925f84526101208701945f86526101408801995f8b526101608901995f8b528d5f525f60205260405f20995173ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff168a547fffffffffffffffffffffffff000000000000000000000000000000000000000016178a555173ffffffffffffffffffffffffffffffffffffffff1660018a019073ffffffffffffffffffffffffffffffffffffffff1681547fffffffffffffffffffffffff00000000000000000000000000000000000000001617905560028901915173ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff1682547fffffffffffffffffffffffff000000000000000000000000000000000000000016178255516bffffffffffffffffffffffff166118b9919073ffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffffff000000000000000000000000000000000000000083549260a01b169116179055565b60038701955164ffffffffff1686547fffffffffffffffffffffffffffffffffffffffffffffffffffffff0000000000161786555164ffffffffff166119359086907fffffffffffffffffffffffffffffffffffffffffffff0000000000ffffffffff69ffffffffff000000000083549260281b169116179055565b5184547fffffffffffffffffffffffffffff0000000000000000ffffffffffffffffffff1660509190911b71ffffffffffffffff00000000000000000000161784555183547fffffffffffffffffffff00000000ffffffffffffffffffffffffffffffffffff1660909190911b75ffffffff000000000000000000000000000000000000161783555182547fffffffffff0000000000ffffffffffffffffffffffffffffffffffffffffffff1660b09190911b7affffffffff00000000000000000000000000000000000000000000161782555181547affffffffffffffffffffffffffffffffffffffffffffffffffffff1660d89190911b7fffffffffff00000000000000000000000000000000000000000000000000000016179055600401915173ffffffffffffffffffffffffffffffffffffffff1673ffffffffffffffffffffffffffffffffffffffff1682547fffffffffffffffffffffffff0000000000000000000000000000000000000000161782555164ffffffffff16611b0191907fffffffffffffff0000000000ffffffffffffffffffffffffffffffffffffffff78ffffffffff000000000000000000000000000000000000000083549260a01b169116179055565b6040519283528360208401526040830152339160607f5cd8c6d9d06a4a9432e0040b9bdda3aca42e2dd361d21f2d0cfc41deff3508fa91a3610a1c90337f00000000000000000000000000000000000000000000000000000000000000006125a8565b88887f0bb73f11000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7fd92e233d000000000000000000000000000000000000000000000000000000005f5260045ffd5b5073ffffffffffffffffffffffffffffffffffffffff861615611680565b346101d15760807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157611c1161230b565b611c1961232e565b906044359064ffffffffff821682036101d15760643567ffffffffffffffff81116101d157611c4c903690600401612351565b9073ffffffffffffffffffffffffffffffffffffffff831693845f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f2054163303611d2c5773ffffffffffffffffffffffffffffffffffffffff8616958615611b9457611cb4946127b5565b5f81815260208190526040812060020180547fffffffffffffffffffffffff00000000000000000000000000000000000000008116851790915573ffffffffffffffffffffffffffffffffffffffff1691907f67a108f883dad01f07fc4e8705cea092f645240361df1a3b23b550258bb806209080a4005b847f4738d054000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b346101d15760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157611d9361230b565b602435906bffffffffffffffffffffffff8216908183036101d157611db6612534565b8115611ee05773ffffffffffffffffffffffffffffffffffffffff1691825f525f60205260405f2073ffffffffffffffffffffffffffffffffffffffff81541615611eb4576040610a1c9492611e7d611e3860027f6f2bf9e765f1dad8f623fa68f326ee1099f01109aa0f44bfbc86c70027c90ad1950192835460a01c61239b565b825473ffffffffffffffffffffffffffffffffffffffff1660a09190911b7fffffffffffffffffffffffff000000000000000000000000000000000000000016178255565b5460a01c8151908582526020820152a2337f00000000000000000000000000000000000000000000000000000000000000006125a8565b837ff5174389000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f1f2a2005000000000000000000000000000000000000000000000000000000005f5260045ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d15773ffffffffffffffffffffffffffffffffffffffff611f5461230b565b16805f525f60205260405f20906004820180549273ffffffffffffffffffffffffffffffffffffffff84169384156120515764ffffffffff9060a01c16804210612026575060010180547fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff851617905580547fffffffffffffff000000000000000000000000000000000000000000000000001690557f58a5ff072be0c939808b8ba8c3c7009527337e9b9a3b050f8cc0221b09e1a3c15f80a3005b7fa3370570000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b837f057ef2c0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b346101d15760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576120b461230b565b73ffffffffffffffffffffffffffffffffffffffff811690815f525f60205273ffffffffffffffffffffffffffffffffffffffff600160405f200154163303612100576104f490612473565b507f7fb966d8000000000000000000000000000000000000000000000000000000005f526004523360245260445ffd5b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d157602060405162093a808152f35b346101d1575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576020604051621275008152f35b346101d15760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101d1576121dd61230b565b73ffffffffffffffffffffffffffffffffffffffff6121fa61232e565b911690815f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f2054163303610e595773ffffffffffffffffffffffffffffffffffffffff16908115611b945762093a8064ffffffffff42160164ffffffffff81116106f0575f8281526020818152604090912060040180547fffffffffffffff0000000000ffffffffffffffffffffffffffffffffffffffff86167fffffffffffffff000000000000000000000000000000000000000000000000009091161760a084901b78ffffffffff0000000000000000000000000000000000000000161790557f62d8f44bd52c7f0a52f404c0ce212e11549a2a1146114d72dfd88ada97b498ae9164ffffffffff60405191168152a3005b6004359073ffffffffffffffffffffffffffffffffffffffff821682036101d157565b6024359073ffffffffffffffffffffffffffffffffffffffff821682036101d157565b9181601f840112156101d15782359167ffffffffffffffff83116101d157602083818601950101116101d157565b64ffffffffff620151809116019064ffffffffff82116106f057565b906bffffffffffffffffffffffff809116911601906bffffffffffffffffffffffff82116106f057565b610180810190811067ffffffffffffffff8211176123e257604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176123e257604052565b60043573ffffffffffffffffffffffffffffffffffffffff811681036101d15790565b73ffffffffffffffffffffffffffffffffffffffff16805f525f602052600460405f200173ffffffffffffffffffffffffffffffffffffffff815416156125085780547fffffffffffffff000000000000000000000000000000000000000000000000001690556040513381527fe98bac87722b7b091d0d1d1cba61218b7c4044d18f637531e592fd876b23e51b90602090a2565b507f057ef2c0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005c6125805760017f9b779b17422d0df92223018b32b4d1fa46e071723d6817e2486d003becc55f005d565b7f3ee5aeb5000000000000000000000000000000000000000000000000000000005f5260045ffd5b91909173ffffffffffffffffffffffffffffffffffffffff8116604051917f70a08231000000000000000000000000000000000000000000000000000000008352306004840152602083602481855afa92831561272c575f93612781575b5073ffffffffffffffffffffffffffffffffffffffff604051957f23b872dd000000000000000000000000000000000000000000000000000000005f5216600452306024528360445260205f60648180855af19060015f5114821615612762575b50846040525f6060521561273757836024816020937f70a082310000000000000000000000000000000000000000000000000000000082523060048301525afa92831561272c575f936126f8575b5082039182116106f0578082036126ca575050565b7f0c3423e0000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9092506020813d602011612724575b816127146020938361240f565b810103126101d15751915f6126b5565b3d9150612707565b6040513d5f823e3d90fd5b7f5274afe7000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6001821516612778573b15153d1516165f612667565b853d5f823e3d90fd5b9092506020813d6020116127ad575b8161279d6020938361240f565b810103126101d15751915f612606565b3d9150612790565b9364ffffffffff90921692904284106129225773ffffffffffffffffffffffffffffffffffffffff1692835f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f2054166128f757839273ffffffffffffffffffffffffffffffffffffffff926104a361287b9360405160208101917ffd472dbfb5878af43624f824af1b11a9a31832b8978185ba6f1ca0fa60815022835233604083015288606083015260808201526080815261287060a08261240f565b51902061046b61338c565b16036128cc575f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f2091167fffffffffffffffffffffffff0000000000000000000000000000000000000000825416179055565b7fd1e0899d000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b837e0d0aed000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b837fbd9595e6000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9173ffffffffffffffffffffffffffffffffffffffff604051927fa9059cbb000000000000000000000000000000000000000000000000000000005f521660045260245260205f60448180865af19060015f51148216156129f7575b604052156129b55750565b73ffffffffffffffffffffffffffffffffffffffff907f5274afe7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b906001811516612a0f57823b15153d151616906129aa565b503d5f823e3d90fd5b60405160208101907f25e65500eceefd62df95868c5e3bebfac42e3027c19ebc83159934ecf25958ab825260043573ffffffffffffffffffffffffffffffffffffffff81168091036101d157604082015260243573ffffffffffffffffffffffffffffffffffffffff81168091036101d157606082015260443560808201526064356bffffffffffffffffffffffff81168091036101d15760a082015260843564ffffffffff81168091036101d15760c082015260a43564ffffffffff81168091036101d15760e082015260c43560ff81168091036101d15761010082015260e4356101208201526101208152612b116101408261240f565b51902090565b92919060a43564ffffffffff81168091036101d1576206978081018091116106f057804211612c1957506104a3612b51939461046b61338c565b9060043573ffffffffffffffffffffffffffffffffffffffff811680821415806101d15781158015612bd4575b612b8757505050565b9084916101d15773ffffffffffffffffffffffffffffffffffffffff92507f3ec937a4000000000000000000000000000000000000000000000000000000005f526004521660245260445ffd5b505073ffffffffffffffffffffffffffffffffffffffff84165f52600160205273ffffffffffffffffffffffffffffffffffffffff60405f205416815f911415612b7e565b7f485cf8eb000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b93929190610124359180830361054c57506040519060208201927f085774ddf7a8a32de81026377143968d587c956f878174f088e564cfa61c1eab845260408301526101443567ffffffffffffffff81168091036101d15760608301526101643567ffffffffffffffff81168091036101d157608083015261018435906bffffffffffffffffffffffff82168092036101d15773ffffffffffffffffffffffffffffffffffffffff9383612d179360a08796015260a08152612d0760c08261240f565b519020966104a38861046b61338c565b921691169080820361051e575050565b3567ffffffffffffffff811681036101d15790565b356bffffffffffffffffffffffff811681036101d15790565b818102929181159184041417156106f057565b9080821015612d90576040519060208201928352604082015260408152612b1160608261240f565b906040519060208201928352604082015260408152612b1160608261240f565b919273ffffffffffffffffffffffffffffffffffffffff16918215611b9457835f52600360205260ff60405f2054166132325773ffffffffffffffffffffffffffffffffffffffff90845f52600360205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff008254161790551690815f525f60205260405f20906003820190815464ffffffffff8160b01c16938415158061321a575b6131df576002019373ffffffffffffffffffffffffffffffffffffffff8086541693168093149182159081613165575b612e91836134f9565b1561315d5760ff60015b166001019060ff82116106f057612eb49060d81c6134f9565b156131545760ff8060015b169116019260ff84116106f0578190613147575b1561312a576101f4905b6bffffffffffffffffffffffff612710612efc895460a01c9485612d55565b04169081156130fe57156130d457805f925b036bffffffffffffffffffffffff81116106f057875473ffffffffffffffffffffffffffffffffffffffff1660a09190911b7fffffffffffffffffffffffff000000000000000000000000000000000000000016178755600163ffffffff875460901c16019563ffffffff87116106f0577f926d3605f2be06739452ddbb8baad1c009e29031bbac90b555c9aa9218b26dd39761306f6bffffffffffffffffffffffff958361300360a09b60ff96907fffffffffffffffffffff00000000ffffffffffffffffffffffffffffffffffff75ffffffff00000000000000000000000000000000000083549260901b169116179055565b805475ffffffffffffffffffffffffffffffffffffffffffff167affffffffff000000000000000000000000000000000000000000004260b01b161760d89290921b7fffffffffff00000000000000000000000000000000000000000000000000000016919091179055565b8a5f52600260205260405f2085613089868284541661239b565b167fffffffffffffffffffffffffffffffffffffffff00000000000000000000000082541617905554871c9460405196875216602086015260408501521660608301526080820152a4565b6107d081028181046107d0036106f0576bffffffffffffffffffffffff6127108392041692612f0e565b887ffb292e0b000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b60ff831660020361313f576103e85b90612edd565b6107d0613139565b50600160ff841614612ed3565b60ff805f612ebf565b60ff5f612e9b565b845f52600460205260ff60405f2054166131b357845f52600460205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00825416179055612e88565b847f0680225f000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b64ffffffffff6131ee8661237f565b7fa3370570000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b5064ffffffffff61322a8661237f565b164210612e58565b837f42106f4c000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6101443567ffffffffffffffff81168082036101d1576101e43567ffffffffffffffff8116928382036101d15783831461330d5750501015613302576101c46101245b6132ad60408301612d27565b67ffffffffffffffff806132c360408501612d27565b169116109182156132d357505090565b6bffffffffffffffffffffffff9192506132fb60606132f481859401612d3c565b9401612d3c565b1691161090565b6101246101c46132a1565b505050506101643567ffffffffffffffff8116908181036101d15750610204359067ffffffffffffffff8216918281036101d157501480159061334d5790565b50610184356bffffffffffffffffffffffff8116908181036101d1575061022435906bffffffffffffffffffffffff8216918281036101d15750141590565b467f0000000000000000000000000000000000000000000000000000000000000000036133d7577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527f000000000000000000000000000000000000000000000000000000000000000060408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a08152612b1160c08261240f565b91604181036134f25780604010156134c557806020116101d1578135906040116101d1576020925f92608092604086830135928151948552013560f81c868401526040830152606082015282805260015afa1561272c575f5190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b5050505f90565b64ffffffffff16801515908161350d575090565b6276a70091500164ffffffffff81116106f05764ffffffffff1642109056fea26469706673582212204fb43c85fdc26d62d87ac680c848cee3efc54dbcbfa7d72a59cf127d184627c664736f6c63430008250033";
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
