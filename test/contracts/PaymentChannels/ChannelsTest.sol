// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {IPaymentChannels} from "../../../contracts/interfaces/IPaymentChannels.sol";
import {TestStablecoin} from "../../../contracts/test/TestStablecoin.sol";
import {Messages} from "../support/Messages.sol";
import {Vm} from "../support/Vm.sol";

/// What every test of PaymentChannels starts from: the real token, registry and channels, one registered node, and parties with keys.
abstract contract ChannelsTest {
    struct Party {
        address at;
        uint256 key;
    }

    /// Everything that one payer, one node and the contract have; compared as a whole, so that a test sees what it did not expect, too.
    struct State {
        uint96 available;
        uint96 locked;
        uint96 settled;
        uint24 epoch;
        uint40 expiresAt;
        uint96 credit;
        uint96 fee;
        uint256 balance;
    }

    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    uint40 internal constant NOW = 1_900_000_000;
    uint40 internal constant DAY = 1 days;
    uint16 internal constant FEE_BPS = 100;
    uint96 internal constant MAX_RELAY_FEE = 500_000;
    uint96 internal constant STAKE = 100_000_000;

    address internal constant OWNER = address(0x0123);
    address internal constant OPERATOR = address(0x0456);
    address internal constant PAYOUT = address(0x0789);
    address internal constant RELAYER = address(0x0abc);
    address internal constant STRANGER = address(0x0def);
    address internal constant SINK = address(0x0fee);

    TestStablecoin internal token;
    INodeRegistry internal registry;
    IPaymentChannels internal channels;
    Party internal payer;
    Party internal other;
    Party internal node;

    function setUp() public virtual {
        _deployOn(TestStablecoin(_create("TestStablecoin", "")));
    }

    /// On this token, which need not be a friendly one.
    function _deployOn(TestStablecoin token_) internal {
        vm.warp(NOW);
        payer = party("payer");
        other = party("other payer");
        node = party("node");
        token = token_;
        registry = INodeRegistry(_create("NodeRegistry", abi.encode(token, STAKE)));
        channels = _createChannels(address(token), address(registry), SINK, FEE_BPS);
        _register(node);
    }

    /// Deploys the compiled contract of this name, so that the tests run the very code that is published; an error of its constructor passes through.
    function _create(string memory name, bytes memory arguments) internal returns (address made) {
        bytes memory code = bytes.concat(vm.getCode(name), arguments);
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
            if iszero(made) {
                returndatacopy(code, 0, returndatasize())
                revert(code, returndatasize())
            }
        }
    }

    function _createChannels(address token_, address registry_, address sink, uint16 feeBps)
        internal
        returns (IPaymentChannels)
    {
        return IPaymentChannels(
            _create("PaymentChannels", abi.encode(token_, registry_, sink, feeBps, MAX_RELAY_FEE))
        );
    }

    function party(string memory name) internal pure returns (Party memory) {
        // Any non-zero number below the curve's order is a key; a hash cut to 31 bytes is one.
        uint256 key = uint256(keccak256(bytes(name))) >> 8;
        return Party({at: vm.addr(key), key: key});
    }

    function _register(Party memory who) internal {
        bytes32 digest = Messages.nodeKey(registry.domainSeparator(), OPERATOR, who.at, NOW + DAY);
        bytes memory proof = _sign(who, digest);
        token.mint(OPERATOR, STAKE);
        vm.startPrank(OPERATOR);
        token.approve(address(registry), STAKE);
        registry.register(who.at, PAYOUT, STAKE, 0, NOW + DAY, proof);
        vm.stopPrank();
    }

    // Steps

    /// A list in calldata that ends where its length says, with another item right behind it.
    function _callWithMore(bytes memory head, bytes memory list, bytes memory more) internal {
        (bool done,) = address(channels).call(bytes.concat(head, list, more));
        vm.assertTrue(done, "the call failed");
    }

    /// Puts money in an account, from its owner.
    function _fund(address to, uint96 amount) internal {
        token.mint(OWNER, amount);
        vm.startPrank(OWNER);
        token.approve(address(channels), amount);
        channels.deposit(to, OWNER, amount);
        vm.stopPrank();
    }

    function _reserve(Party memory from, uint96 ceiling, uint40 expiresAt, uint24 epoch) internal {
        channels.reserve(_reservation(from, node.at, ceiling, expiresAt, epoch));
    }

    function _settle(Party memory from, uint96 cumulative) internal {
        channels.settle(node.at, _voucher(from, node.at, cumulative));
    }

    /// A channel in use: 10 deposited, 6 locked until tomorrow, 2 of them settled since.
    function _inUse() internal {
        _fund(payer.at, 10_000_000);
        _reserve(payer, 6_000_000, NOW + DAY, 0);
        _settle(payer, 2_000_000);
        vm.recordLogs();
    }

    // Signed messages

    function _sign(Party memory by, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(by.key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _domain() internal view returns (bytes32) {
        return Messages.separator("Turnpike Payments", block.chainid, address(channels));
    }

    function _voucher(Party memory by, address to, uint96 cumulative) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(by.key, Messages.voucher(_domain(), to, cumulative));
        return Messages.voucherItem(cumulative, v, r, s);
    }

    function _reservation(Party memory by, address to, uint96 ceiling, uint40 expiresAt, uint24 epoch)
        internal
        view
        returns (bytes memory)
    {
        (uint8 v, bytes32 r, bytes32 s) =
            vm.sign(by.key, Messages.reservation(_domain(), to, ceiling, expiresAt, epoch));
        return Messages.reservationItem(to, ceiling, expiresAt, epoch, v, r, s);
    }

    function _withdrawSignature(Party memory by, address of_, uint96 amount, uint96 relayFee, uint24 nonce, uint40 deadline)
        internal
        view
        returns (bytes memory)
    {
        return _sign(by, Messages.withdrawRequest(_domain(), of_, amount, relayFee, nonce, deadline));
    }

    /// What `from` signs for a relayed deposit: EIP-3009 with the nonce that binds payer, owner and fee.
    function _authorization(Party memory from, address to, address owner, uint96 amount, uint96 relayFee, bytes32 salt)
        internal
        view
        returns (bytes memory)
    {
        bytes32 structHash = keccak256(
            abi.encode(
                Messages.AUTHORIZATION,
                from.at,
                address(channels),
                uint256(amount),
                uint256(0),
                uint256(NOW + DAY),
                Messages.depositNonce(to, owner, relayFee, salt)
            )
        );
        return _sign(from, Messages.digest(token.DOMAIN_SEPARATOR(), structHash));
    }

    // Expectations

    function _state(address of_, address at) internal view returns (State memory now_) {
        (now_.available,) = channels.accountOf(of_);
        (now_.epoch, now_.expiresAt, now_.locked, now_.settled) = channels.channelOf(at, of_);
        (now_.credit, now_.fee) = channels.earnedOf(at);
        now_.balance = token.balanceOf(address(channels));
    }

    function _state() internal view returns (State memory) {
        return _state(payer.at, node.at);
    }

    function _assertState(State memory expected) internal view {
        _assertState(payer.at, node.at, expected);
    }

    function _assertState(address of_, address at, State memory expected) internal view {
        State memory actual = _state(of_, at);
        vm.assertEq(actual.available, expected.available, "available");
        vm.assertEq(actual.locked, expected.locked, "locked");
        vm.assertEq(actual.settled, expected.settled, "settled");
        vm.assertEq(actual.epoch, expected.epoch, "epoch");
        vm.assertEq(actual.expiresAt, expected.expiresAt, "expiresAt");
        vm.assertEq(actual.credit, expected.credit, "credit");
        vm.assertEq(actual.fee, expected.fee, "fee");
        vm.assertEq(actual.balance, expected.balance, "balance of the contract");
    }

    function _assertRequest(uint24 nonce, uint40 readyAt, uint96 relayFee, uint96 amount) internal view {
        (uint24 nonceNow, uint40 readyAtNow, uint96 relayFeeNow, uint96 amountNow) = channels.requestOf(payer.at);
        vm.assertEq(nonceNow, nonce, "nonce");
        vm.assertEq(readyAtNow, readyAt, "readyAt");
        vm.assertEq(relayFeeNow, relayFee, "relayFee");
        vm.assertEq(amountNow, amount, "requested amount");
    }

    /// The logs that PaymentChannels wrote since the last look; the token's own are left out.
    function _events() internal returns (Vm.Log[] memory events) {
        Vm.Log[] memory all = vm.getRecordedLogs();
        uint256 count = 0;
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i].emitter == address(channels)) ++count;
        }
        events = new Vm.Log[](count);
        count = 0;
        for (uint256 i = 0; i < all.length; ++i) {
            if (all[i].emitter == address(channels)) events[count++] = all[i];
        }
    }

    function _assertNoEvent() internal {
        vm.assertEq(_events().length, 0, "events");
    }

    /// Exactly one event, of this selector, with these indexed addresses (0: no such one) and this data.
    function _assertOnlyEvent(bytes32 selector, address first, address second, bytes memory data) internal {
        Vm.Log[] memory events = _events();
        vm.assertEq(events.length, 1, "events");
        _assertEvent(events[0], selector, first, second, data);
    }

    function _assertEvent(Vm.Log memory log, bytes32 selector, address first, address second, bytes memory data)
        internal
        pure
    {
        vm.assertEq(log.topics.length, second != address(0) ? 3 : first != address(0) ? 2 : 1, "topics");
        vm.assertEq(log.topics[0], selector, "event");
        if (first != address(0)) vm.assertEq(address(uint160(uint256(log.topics[1]))), first, "first indexed");
        if (second != address(0)) vm.assertEq(address(uint160(uint256(log.topics[2]))), second, "second indexed");
        vm.assertEq(log.data, data, "event data");
    }

    /// One row of Settled: payer 20 | settled after 12.
    function _row(address of_, uint96 settled) internal pure returns (bytes memory) {
        return abi.encodePacked(of_, settled);
    }

    /// One row of Reserved: payer 20 | taken 12 | node 20 | expiresAt 5 | epoch 3 | 4 of zero.
    function _reservedRow(address from, address at, uint96 taken, uint40 expiresAt, uint24 epoch)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodePacked(from, taken, at, expiresAt, epoch, uint32(0));
    }

    function _assertSettled(bytes memory rows) internal {
        _assertOnlyEvent(IPaymentChannels.Settled.selector, node.at, address(0), abi.encode(rows));
    }
}
