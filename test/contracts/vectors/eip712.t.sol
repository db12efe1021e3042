// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {TestStablecoin} from "../../../contracts/test/TestStablecoin.sol";
import {Messages} from "../support/Messages.sol";
import {Vm} from "../support/Vm.sol";

/// The committed vectors, test/vectors/eip712.json, which test/protocol/eip712.test.ts checks with viem, ethers and our own code. Here the contracts take them:
/// deployed at the addresses that the vectors name, they must accept what was signed there.
contract Eip712VectorsTest {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    string private json;
    IPaymentChannels private channels;
    TestStablecoin private token;
    address private payer;

    address private constant OWNER = address(0x0123);

    function setUp() public {
        json = vm.readFile(string.concat(vm.projectRoot(), "/test/vectors/eip712.json"));
        vm.chainId(_uint(".payments.chainId"));
        vm.warp(_uint(".deposit.terms.validBefore") - 1 days);
        token = TestStablecoin(vm.parseJsonAddress(json, ".deposit.token.verifyingContract"));
        _deployAt(address(token), "TestStablecoin", "");
        channels = IPaymentChannels(vm.parseJsonAddress(json, ".payments.verifyingContract"));
        _deployAt(
            address(channels),
            "PaymentChannels",
            abi.encode(token, address(0x456), address(0xfee), uint16(100), uint96(500_000))
        );
        payer = vm.parseJsonAddress(json, ".messages[0].signer");
    }

    /// Runs the published creation code at this very address, as its domain separator takes the address in.
    function _deployAt(address target, string memory name, bytes memory arguments) private {
        vm.etch(target, bytes.concat(vm.getCode(name), arguments));
        (bool done, bytes memory code) = target.call("");
        vm.assertTrue(done, "the constructor reverted");
        vm.etch(target, code);
    }

    function _uint(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, key);
    }

    function _message(uint256 index, string memory field) private view returns (string memory) {
        return string.concat(".messages[", vm.toString(index), "].", field);
    }

    function _fund(uint96 amount) private {
        token.mint(address(this), amount);
        token.approve(address(channels), amount);
        channels.deposit(payer, OWNER, amount);
    }

    /// The mapping slot of one channel: epoch 24 | expiresAt 40 | locked 96 | settled 96.
    function _setEpoch(address node, uint24 epoch) private {
        bytes32 slot = keccak256(abi.encode(payer, keccak256(abi.encode(node, uint256(2)))));
        vm.store(address(channels), slot, bytes32(uint256(epoch) << 232));
        (uint24 now_,,,) = channels.channelOf(node, payer);
        vm.assertEq(now_, epoch, "the channel's slot moved");
    }

    function test_theDomainsAreTheVectors() public view {
        bytes32 wanted = vm.parseJsonBytes32(json, ".payments.separator");
        vm.assertEq(channels.domainSeparator(), wanted, "the contract's");
        vm.assertEq(
            Messages.separator("Turnpike Payments", _uint(".payments.chainId"), address(channels)), wanted, "plain"
        );
        vm.assertEq(
            Messages.separator(
                "Turnpike Node",
                _uint(".node.chainId"),
                vm.parseJsonAddress(json, ".node.verifyingContract")
            ),
            vm.parseJsonBytes32(json, ".node.separator"),
            "the registry's"
        );
    }

    function test_everyMessageHashesAndRecoversToItsSigner() public view {
        uint256 count = 0;
        while (vm.keyExistsJson(json, _message(count, "type"))) {
            string memory typeString = vm.parseJsonString(json, _message(count, "typeString"));
            vm.assertEq(
                keccak256(bytes(typeString)), vm.parseJsonBytes32(json, _message(count, "typeHash")), typeString
            );
            string memory domain = vm.parseJsonString(json, _message(count, "domain"));
            bytes32 separator = vm.parseJsonBytes32(json, string.concat(".", domain, ".separator"));
            bytes32 structHash = vm.parseJsonBytes32(json, _message(count, "structHash"));
            bytes32 digest = vm.parseJsonBytes32(json, _message(count, "digest"));
            vm.assertEq(Messages.digest(separator, structHash), digest, typeString);
            bytes memory signature = vm.parseJsonBytes(json, _message(count, "signature"));
            (bytes32 r, bytes32 s, uint8 v) = _split(signature);
            vm.assertEq(
                ecrecover(digest, v, r, s), vm.parseJsonAddress(json, _message(count, "signer")), typeString
            );
            vm.assertEq(vm.parseJsonBytes32(json, _message(count, "compact.r")), r, "r");
            vm.assertEq(vm.parseJsonBytes32(json, _message(count, "compact.vs")), Messages.compact(v, s), "vs");
            ++count;
        }
        vm.assertGe(count, 9, "messages");
    }

    function test_theContractSettlesTheVouchers() public {
        _fund(type(uint96).max);
        uint256 count = 0;
        while (vm.keyExistsJson(json, string.concat(".items.voucher[", vm.toString(count), "]"))) {
            address node = vm.parseJsonAddress(json, _message(count, "message.node"));
            uint96 cumulative = uint96(_uint(_message(count, "message.cumulative")));
            bytes32 digest = Messages.voucher(channels.domainSeparator(), node, cumulative);
            vm.assertEq(digest, vm.parseJsonBytes32(json, _message(count, "digest")), "digest");
            (,,, uint96 before) = channels.channelOf(node, payer);
            channels.settle(
                node, vm.parseJsonBytes(json, string.concat(".items.voucher[", vm.toString(count), "].item"))
            );
            (,,, uint96 settled) = channels.channelOf(node, payer);
            vm.assertEq(settled, cumulative > before ? cumulative : before, "settled");
            ++count;
        }
        vm.assertEq(count, 3, "vouchers");
        (uint96 available,) = channels.accountOf(payer);
        vm.assertEq(available, 0, "the last voucher is the highest there is");
    }

    function test_theContractTakesTheReservation() public {
        _fund(50_000_000);
        string memory key = ".items.reservation[0].message.";
        address node = vm.parseJsonAddress(json, string.concat(key, "node"));
        uint96 ceiling = uint96(_uint(string.concat(key, "ceiling")));
        uint40 expiresAt = uint40(_uint(string.concat(key, "expiresAt")));
        uint24 epoch = uint24(_uint(string.concat(key, "epoch")));
        bytes32 digest = Messages.reservation(channels.domainSeparator(), node, ceiling, expiresAt, epoch);
        vm.assertEq(digest, vm.parseJsonBytes32(json, _message(3, "digest")), "digest");
        bytes memory item = vm.parseJsonBytes(json, ".items.reservation[0].item");
        channels.reserve(item);
        (,, uint96 locked,) = channels.channelOf(node, payer);
        vm.assertEq(locked, 0, "of another epoch");
        _setEpoch(node, epoch);
        channels.reserve(item);
        uint40 until;
        (, until, locked,) = channels.channelOf(node, payer);
        vm.assertEq(locked, ceiling, "locked");
        vm.assertEq(until, expiresAt, "expiresAt");
    }

    function test_theContractTakesTheWithdrawRequest() public {
        _fund(50_000_000);
        uint96 amount = uint96(_uint(_message(4, "message.amount")));
        uint96 relayFee = uint96(_uint(_message(4, "message.relayFee")));
        uint24 nonce = uint24(_uint(_message(4, "message.nonce")));
        uint40 deadline = uint40(_uint(_message(4, "message.deadline")));
        bytes32 digest =
            Messages.withdrawRequest(channels.domainSeparator(), payer, amount, relayFee, nonce, deadline);
        vm.assertEq(digest, vm.parseJsonBytes32(json, _message(4, "digest")), "digest");
        vm.startPrank(OWNER);
        for (uint256 i = 0; i < nonce; ++i) channels.requestWithdraw(payer, 0);
        vm.stopPrank();
        channels.requestWithdrawSigned(
            payer, amount, relayFee, nonce, deadline, vm.parseJsonBytes(json, _message(4, "signature"))
        );
        (,, uint96 feeNow, uint96 amountNow) = channels.requestOf(payer);
        vm.assertEq(amountNow, amount, "amount");
        vm.assertEq(feeNow, relayFee, "relayFee");
    }

    function test_theContractTakesTheDeposit() public {
        string memory terms = ".deposit.terms.";
        address owner = vm.parseJsonAddress(json, string.concat(terms, "owner"));
        uint96 amount = uint96(_uint(string.concat(terms, "amount")));
        uint96 relayFee = uint96(_uint(string.concat(terms, "relayFee")));
        bytes32 salt = vm.parseJsonBytes32(json, string.concat(terms, "salt"));
        vm.assertEq(
            Messages.depositNonce(payer, owner, relayFee, salt), vm.parseJsonBytes32(json, ".deposit.nonce"), "nonce"
        );
        token.mint(payer, amount);
        channels.depositWithAuthorization(
            vm.parseJsonAddress(json, string.concat(terms, "from")),
            payer,
            owner,
            amount,
            relayFee,
            _uint(string.concat(terms, "validAfter")),
            _uint(string.concat(terms, "validBefore")),
            salt,
            vm.parseJsonBytes(json, ".deposit.signature")
        );
        (uint96 available, address ownerNow) = channels.accountOf(payer);
        vm.assertEq(available, amount - relayFee, "available");
        vm.assertEq(ownerNow, owner, "owner");
    }

    function _split(bytes memory signature) private pure returns (bytes32 r, bytes32 s, uint8 v) {
        assembly ("memory-safe") {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
            v := byte(0, mload(add(signature, 96)))
        }
    }
}
